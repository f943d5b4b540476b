package io.cardea.rtc.peer;

import io.cardea.rtc.dtls.DtlsEndpoint;
import io.cardea.rtc.dtls.DtlsSink;
import io.cardea.rtc.dtls.DtlsState;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.dtls.SrtpKeys;
import io.cardea.rtc.ice.IceAgent;
import io.cardea.rtc.ice.IceCandidate;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceDrop;
import io.cardea.rtc.ice.IceSink;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sctp.DataChannels;
import io.cardea.rtc.sctp.SctpSink;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One PeerConnection: the machine that composes ICE, DTLS, SRTP, RTP, RTCP and SCTP.
 *
 * <p>Not thread-safe: belongs to one loop. After any call that changes it, it is drained before the
 * next. What comes in is told apart by its first byte (RFC 7983): STUN and TURN go to ICE, DTLS to
 * the handshake and then to SCTP, the rest through SRTP to {@link MediaSession}. What goes out
 * takes the pair that ICE has selected.
 */
public final class Peer {
    /** Rounds of one drain in which DTLS and SCTP may answer each other. */
    private static final int MAX_ROUNDS = 16;

    private final PeerSettings settings;
    private final PacketPool pool;
    private final RandomGenerator random;
    private final NtpClock clock;
    private final HandshakeDriver handshakes;
    private final IceAgent ice;
    private final IceFailure iceFailure = new IceFailure();
    private final PeerCounters counters;
    private final MediaGate gate;
    private final MediaSession media;
    private final ArrayDeque<PeerEvent> events = new ArrayDeque<>();
    private final ArrayDeque<Packet> outgoing = new ArrayDeque<>();

    private IceCredentials localCredentials;
    private @Nullable IceCredentials remoteCredentials;
    private @Nullable NegotiatedSession session;
    private @Nullable DtlsEndpoint dtls;
    private @Nullable DataChannels data;
    private @Nullable PeerSink sink;
    private boolean dtlsClient;
    private boolean dtlsStarted;
    private boolean connected;
    private boolean closed;
    private boolean told;
    private boolean iceClosed;
    private Optional<PeerEvent.SelectedPair> selected = Optional.empty();
    private long iceConnectedNanos = NEVER;
    private long dtlsStartedNanos = NEVER;
    private long connectedNanos = NEVER;
    private long now;

    private static final long NEVER = Long.MAX_VALUE;
    private static final String NO_SRTP = "none";

    /**
     * @param local our ICE credentials, already known to whoever makes the description
     * @param controlling whether we make the first offer
     */
    public Peer(
            PeerSettings settings,
            IceCredentials local,
            boolean controlling,
            PacketPool pool,
            RandomGenerator random,
            NtpClock clock,
            HandshakeDriver handshakes) {
        this(settings, local, controlling, pool, random, clock, handshakes, new PeerTotals());
    }

    /**
     * The same, one of several that count together.
     *
     * @param totals of the loop the peer is on
     */
    public Peer(
            PeerSettings settings,
            IceCredentials local,
            boolean controlling,
            PacketPool pool,
            RandomGenerator random,
            NtpClock clock,
            HandshakeDriver handshakes,
            PeerTotals totals) {
        this.counters = new PeerCounters(totals);
        this.clock = clock;
        this.settings = settings;
        this.localCredentials = local;
        this.pool = pool;
        this.random = random;
        this.handshakes = handshakes;
        this.ice = new IceAgent(settings.ice(), local, controlling, random, pool);
        this.gate = new MediaGate(settings.encrypted(), counters);
        this.media = new MediaSession(this, settings);
    }

    /** The ICE user fragment by which the loop routes connectivity checks to this peer. */
    public String localUfrag() {
        return localCredentials.ufrag();
    }

    public PeerCounters counters() {
        return counters;
    }

    /** How often ICE has dropped or refused something for that reason. */
    public long drops(IceDrop reason) {
        return ice.drops(reason);
    }

    /** What there is to tell at the moment, for the Admin API and events. */
    public PeerStatistics statistics(long nowNanos) {
        return new PeerStatistics(
                new PeerStatistics.Ice(
                        ice.state(),
                        ice.isControlling(),
                        new PeerStatistics.Candidates(
                                ice.localCandidates(), ice.remoteCandidates()),
                        selected,
                        optional(iceConnectedNanos),
                        optional(iceFailure.sinceNanos())),
                new PeerStatistics.Dtls(
                        dtls == null ? DtlsState.NEW.word() : dtls.state().word(),
                        dtlsClient,
                        gate.profile(),
                        optional(dtlsStartedNanos),
                        optional(connectedNanos),
                        new PeerStatistics.Count(counters.dtlsReceived, counters.dtlsBytesReceived),
                        new PeerStatistics.Count(counters.dtlsSent, counters.dtlsBytesSent)),
                new PeerStatistics.Data(
                        data != null && data.isUp(),
                        new PeerStatistics.Count(
                                counters.messagesReceived, counters.messageBytesReceived),
                        new PeerStatistics.Count(counters.messagesSent, counters.messageBytesSent)),
                counters.bytesReceived,
                counters.bytesSent,
                media.statistics(nowNanos),
                media.bandwidth());
    }

    private static OptionalLong optional(long nanos) {
        return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    PacketPool pool() {
        return pool;
    }

    RandomGenerator random() {
        return random;
    }

    NtpClock clock() {
        return clock;
    }

    /** Queues an event; {@code Closed} is the last. */
    void event(PeerEvent event) {
        if (told) return;
        told = event instanceof PeerEvent.Closed;
        events.add(event);
    }

    // ---- Negotiation ----

    /**
     * Begins to gather candidates.
     *
     * @param bases where the peer reaches us: UDP addresses, and TCP addresses that listen
     * @param turnBases local addresses of this peer alone, from which TURN servers are reached
     */
    public void gather(
            List<TransportAddress> bases, List<TransportAddress> turnBases, long nowNanos) {
        now = nowNanos;
        ice.gather(bases, turnBases, nowNanos);
    }

    /** The local candidates so far, as in SDP without {@code a=}. */
    public List<String> localCandidates() {
        return ice.localCandidates();
    }

    public boolean isGatheringDone() {
        return ice.isGatheringDone();
    }

    /** Takes what a negotiation agreed on: the first, or a further one. */
    public void negotiate(NegotiatedSession negotiated, long nowNanos) {
        if (closed) return;
        now = nowNanos;
        session = negotiated;
        negotiateIce(negotiated);
        if (settings.encrypted() && dtls == null) makeDtls(negotiated);
        media.negotiate(negotiated, nowNanos);
        boolean wantsData = negotiated.media().stream().anyMatch(Peer::isData);
        if (data == null && dtls != null && wantsData) {
            data = new DataChannels(settings.sctp(), dtlsClient, random);
            if (connected) data.start(nowNanos);
        }
        startDtls();
    }

    private static boolean isData(NegotiatedMedia line) {
        return line.kind() == MediaKind.DATA && line.enabled();
    }

    private void negotiateIce(NegotiatedSession negotiated) {
        IceCredentials remote =
                new IceCredentials(negotiated.remoteUfrag(), negotiated.remotePassword());
        if (!remote.equals(remoteCredentials)) {
            remoteCredentials = remote;
            iceFailure.remoteDone(false);
            ice.remote(remote, negotiated.remoteIceLite(), now);
        }
        for (String line : negotiated.remoteCandidates()) {
            addRemoteCandidate(line, now);
        }
        if (!negotiated.remoteTrickle()) endOfRemoteCandidates(now);
    }

    private void makeDtls(NegotiatedSession negotiated) {
        Optional<NegotiatedSession.Fingerprint> fingerprint = negotiated.remoteFingerprint();
        if (fingerprint.isEmpty()) return;
        dtlsClient = negotiated.dtlsClient(); // the roles stay, whatever later answers say
        dtls =
                new DtlsEndpoint(
                        settings.dtls(),
                        settings.certificate(),
                        negotiated.dtlsClient(),
                        fingerprint.get(),
                        random,
                        handshakes,
                        pool);
    }

    /** New local ICE credentials: the description that carries them restarts ICE. */
    public void restartIce(IceCredentials fresh, long nowNanos) {
        now = nowNanos;
        localCredentials = fresh;
        remoteCredentials = null; // the peer's answer begins anew, even with the ones it had
        ice.restart(fresh, nowNanos);
    }

    /**
     * A trickled candidate, as in SDP. Bad ones are counted drops; one with a {@code .local} name
     * comes back as {@link PeerEvent.UnresolvedCandidate}.
     */
    public void addRemoteCandidate(String line, long nowNanos) {
        now = nowNanos;
        Optional<IceCandidate> candidate = IceCandidate.parse(line);
        if (candidate.isEmpty()) {
            counters.badCandidates++;
            return;
        }
        ice.addRemoteCandidate(candidate.get(), nowNanos);
    }

    public void endOfRemoteCandidates(long nowNanos) {
        now = nowNanos;
        iceFailure.remoteDone(true);
        ice.endOfRemoteCandidates(nowNanos);
    }

    /** Shows somebody all RTP and RTCP in the clear from now on; null for nobody. */
    public void tap(@Nullable PacketTap tap) {
        gate.tap(tap);
    }

    // ---- The four verbs ----

    /** A datagram; takes ownership. */
    public void receive(Packet owned, long nowNanos) {
        now = nowNanos;
        counters.bytesReceived += owned.length();
        route(owned);
    }

    private void route(Packet owned) {
        if (closed || owned.length() == 0) {
            owned.release();
            return;
        }
        int first = owned.u8(0);
        if (first < 4 || (first >= 64 && first < 80)) {
            ice.receive(owned, now);
        } else if (first >= 20 && first < 64) {
            receiveDtls(owned);
        } else if (first >= 128 && first < 192) {
            gate.receive(owned);
        } else {
            counters.unknown++;
            owned.release();
        }
    }

    private void receiveDtls(Packet owned) {
        if (dtls == null) {
            counters.earlyDtls++;
            owned.release();
            return;
        }
        counters.dtlsReceived++;
        counters.dtlsBytesReceived += owned.length();
        dtls.receive(owned, now);
        startDtls();
    }

    public void expire(long nowNanos) {
        now = nowNanos;
        if (closed) return;
        ice.expire(nowNanos);
        if (dtls != null) dtls.expire(nowNanos);
        if (data != null && connected) data.expire(nowNanos);
        media.expire(nowNanos);
        if (nowNanos >= iceFailure.deadlineNanos()) close("ICE failed", nowNanos);
    }

    /** {@link Long#MAX_VALUE} when nothing is scheduled. */
    public long nextDeadlineNanos() {
        if (closed) return NEVER;
        long next = Math.min(ice.nextDeadlineNanos(), media.nextDeadlineNanos());
        next = Math.min(next, iceFailure.deadlineNanos());
        if (dtls != null) next = Math.min(next, dtls.nextDeadlineNanos());
        if (data != null && connected) next = Math.min(next, data.nextDeadlineNanos());
        return next;
    }

    /** What {@link #sendRtp} alone can have brought nearer of that. */
    public long nextRtpDeadlineNanos() {
        return closed ? NEVER : media.nextRtpDeadlineNanos();
    }

    /** Gives out everything that has gathered, until empty. */
    public void drain(PeerSink to) {
        sink = to;
        try {
            for (int round = 0; round < MAX_ROUNDS; round++) {
                ice.drain(iceSink);
                startDtls();
                drainMedia(to);
                if (dtls != null) dtls.drain(dtlsSink);
                if (data != null && connected) data.drain(sctpSink);
                if (!gate.hasReceived() && !again) break;
                again = false;
            }
            ice.drain(iceSink);
            drainOutgoing(to);
            media.drain(to, now);
            closeIce();
            drainEvents(to);
        } finally {
            sink = null;
        }
    }

    /** Whether a stage has produced input for an earlier one in this drain. */
    private boolean again;

    private void drainMedia(PeerSink to) {
        for (Packet packet = gate.poll(); packet != null; packet = gate.poll()) {
            if (RtpHeader.isRtcp(packet)) {
                to.onRtcp(packet);
                media.onRtcp(packet, now, to);
                packet.release();
            } else {
                media.onRtp(packet, to);
            }
        }
    }

    /** Only once the last words of DTLS have taken its path. */
    private void closeIce() {
        if (!closed || iceClosed) return;
        iceClosed = true;
        ice.close(now);
        ice.drain(iceSink);
    }

    private void drainOutgoing(PeerSink to) {
        for (Packet packet = outgoing.poll(); packet != null; packet = outgoing.poll()) {
            counters.bytesSent += packet.length();
            to.send(packet);
        }
    }

    /**
     * Gives out what has come of {@link #sendRtp}, if nothing else was done with the peer since it
     * was drained: does not look at ICE, DTLS and the rest.
     */
    public void drainRtp(PeerSink to) {
        drainOutgoing(to);
        media.drain(to, now);
    }

    private void drainEvents(PeerSink to) {
        for (PeerEvent event = events.poll(); event != null; event = events.poll()) {
            to.onEvent(event);
        }
    }

    // ---- What the stages tell ----

    private final IceSink iceSink =
            new IceSink() {
                @Override
                public void send(Packet owned) {
                    counters.bytesSent += owned.length();
                    requireSink().send(owned);
                }

                @Override
                public void onData(Packet owned) {
                    again = true;
                    route(owned);
                }

                @Override
                public void onState(String state) {
                    Peer.this.onIceState(state);
                }

                @Override
                public void onLocalCandidate(String line) {
                    event(new PeerEvent.LocalCandidate(line));
                }

                @Override
                public void onGatheringDone() {
                    event(new PeerEvent.GatheringDone());
                }

                @Override
                public void onRemoteCandidate(String line) {
                    event(new PeerEvent.RemoteCandidate(line));
                }

                @Override
                public void onResolve(IceCandidate unresolved) {
                    event(new PeerEvent.UnresolvedCandidate(unresolved.line(), unresolved.host()));
                }

                @Override
                public void onValidated(TransportAddress local, TransportAddress remote) {
                    requireSink().onValidated(local, remote);
                }

                @Override
                public void onHeard(TransportAddress local, TransportAddress remote) {
                    requireSink().onHeard(local, remote);
                }

                @Override
                public void onSelectedPair(
                        TransportAddress local,
                        String localType,
                        TransportAddress remote,
                        String remoteType) {
                    var pair = new PeerEvent.SelectedPair(local, localType, remote, remoteType);
                    selected = Optional.of(pair);
                    event(pair);
                }
            };

    private PeerSink requireSink() {
        PeerSink current = sink;
        if (current == null) throw new IllegalStateException("not draining");
        return current;
    }

    private void onIceState(String state) {
        event(new PeerEvent.IceState(state));
        if (state.equals("connected") && iceConnectedNanos == NEVER) {
            iceConnectedNanos = now;
            counters.totals.iceConnected++;
        }
        boolean failed = state.equals("failed");
        if (failed) counters.totals.iceFailed++;
        iceFailure.onState(failed, now);
        if (failed && connected) {
            event(new PeerEvent.IceFailed());
            if (settings.media().get().hangupOnFailed()) close("ICE failed", now);
        }
    }

    /** The handshake begins once a check has succeeded: early for the client, at need otherwise. */
    private void startDtls() {
        if (closed || session == null || !ice.isWritable()) return;
        if (!settings.encrypted()) {
            becomeConnected(Optional.empty());
        } else if (dtls != null && !dtlsStarted) {
            dtlsStarted = true;
            dtlsStartedNanos = now;
            dtls.start(now);
            again = true;
        }
    }

    private final DtlsSink dtlsSink =
            new DtlsSink() {
                @Override
                public void send(Packet owned) {
                    counters.dtlsSent++;
                    counters.dtlsBytesSent += owned.length();
                    transmit(owned);
                }

                @Override
                public void onState(DtlsState state) {
                    switch (state) {
                        case TRYING -> event(new PeerEvent.DtlsState("trying"));
                        case CONNECTED -> {
                            counters.totals.dtlsConnected++;
                            event(new PeerEvent.DtlsState("connected"));
                        }
                        case FAILED -> {
                            counters.totals.dtlsFailed++;
                            event(new PeerEvent.DtlsState("failed"));
                        }
                        case NEW, CLOSED -> {}
                    }
                }

                @Override
                public void onConnected(Optional<SrtpKeys> keys) {
                    becomeConnected(keys);
                }

                @Override
                public void onData(byte[] array, int offset, int length) {
                    if (data == null) return;
                    data.receive(array, offset, length, now);
                    again = true;
                }

                @Override
                public void onAlertClosed() {
                    close("DTLS alert", now);
                }

                @Override
                public void onFailed(String reason) {
                    close(reason, now);
                }
            };

    private void becomeConnected(Optional<SrtpKeys> keys) {
        if (connected) return;
        connected = true;
        connectedNanos = now;
        event(new PeerEvent.Connected(keys.map(k -> k.profile().name()).orElse(NO_SRTP)));
        gate.open(keys);
        media.start(now);
        if (data != null) data.start(now);
        again = true;
    }

    private final SctpSink sctpSink =
            new SctpSink() {
                @Override
                public void send(byte[] lent, int offset, int length) {
                    if (dtls == null) return;
                    dtls.send(lent, offset, length);
                    again = true;
                }

                @Override
                public void onOpen(String label, String protocol) {
                    event(new PeerEvent.DataChannelOpen(label, protocol));
                }

                @Override
                public void onMessage(
                        String label, String protocol, boolean binary, byte[] payload) {
                    counters.messagesReceived++;
                    counters.messageBytesReceived += payload.length;
                    counters.totals.data.received(payload.length);
                    event(new PeerEvent.DataMessage(label, protocol, binary, payload));
                }

                @Override
                public void onClosed(String label) {
                    event(new PeerEvent.DataChannelClosed(label));
                }

                @Override
                public void onAssociationUp() {}

                @Override
                public void onAssociationDown(String reason) {
                    counters.associationsEnded++;
                }
            };

    // ---- Media out, for the streams ----

    /** Whether RTP can be sent and received: connected, with keys where they are needed. */
    boolean isMediaReady() {
        return gate.isOpen();
    }

    /** What paces and measures; null while nothing is estimated. */
    @Nullable Outflow outflow() {
        return media.outflow();
    }

    int nextTransportSequenceNumber() {
        return media.nextTransportSequenceNumber();
    }

    /** Encrypts RTP; releases what cannot be. */
    boolean protect(Packet packet) {
        return gate.protect(packet);
    }

    /** Encrypts and sends RTCP. */
    void sendRtcp(Packet owned) {
        if (gate.protectRtcp(owned)) transmit(owned);
    }

    /** Queues a datagram for the selected pair; drops it while there is none. */
    void transmit(Packet owned) {
        if (ice.route(owned, now)) {
            outgoing.add(owned);
        } else {
            counters.noPath++;
            owned.release();
        }
    }

    // ---- What plugins ask for ----

    /** The stream we send on that m-line; empty while it has none (data, never sending). */
    public Optional<OutboundStream> outbound(int mediaIndex) {
        return media.outbound(mediaIndex);
    }

    /** Asks the peer for a keyframe; {@code layer} -1 means every simulcast layer. Merged. */
    public void requestKeyframe(int mediaIndex, int layer, long nowNanos) {
        now = nowNanos;
        media.requestKeyframe(mediaIndex, layer, nowNanos);
    }

    /** Tells the peer by REMB what it may send; 0 lifts the cap. */
    public void limitBitrate(long bitsPerSecond, long nowNanos) {
        now = nowNanos;
        media.limitBitrate(bitsPerSecond);
    }

    // ---- Bandwidth ----

    /**
     * Starts or stops estimating what the path to the peer carries, with the pacing and probing
     * that belong to it. Off at first. While on, {@link PeerSink#onBandwidthEstimate} tells.
     */
    public void estimateBandwidth(boolean on, long nowNanos) {
        now = nowNanos;
        media.estimateBandwidth(on, nowNanos);
    }

    /**
     * What would be sent if the path allowed it, in bit/s: probing does not aim higher. 0, as at
     * first, for no probing.
     */
    public void desiredBitrate(long bitsPerSecond, long nowNanos) {
        now = nowNanos;
        media.desiredBitrate(bitsPerSecond);
    }

    /** In bit/s, for media and retransmissions together; 0 while there is none. */
    public long bandwidthEstimate() {
        return media.bandwidthEstimate();
    }

    /** The round-trip time that the peer's last report implies; 0 while unknown. */
    public long roundTripNanos() {
        return media.roundTripNanos();
    }

    /** Sends a data channel message, opening the channel if there is none with that label. */
    public boolean sendData(
            String label, String protocol, boolean binary, byte[] message, long nowNanos) {
        now = nowNanos;
        if (data == null || closed) return false;
        if (!data.send(label, protocol, binary, message, nowNanos)) return false;
        counters.messagesSent++;
        counters.messageBytesSent += message.length;
        counters.totals.data.sent(message.length);
        return true;
    }

    /** Ends the PeerConnection; {@link PeerEvent.Closed} comes with the next drain. */
    public void close(String reason, long nowNanos) {
        if (closed) return;
        now = nowNanos;
        closed = true;
        media.close();
        if (dtls != null) dtls.close();
        gate.close();
        event(new PeerEvent.Closed(reason));
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * Encrypts and sends a whole RTP packet of the caller's making, which nobody remembers or
     * reports on: how a sender of several simulcast layers can be played. Takes ownership.
     */
    public boolean sendWhole(Packet owned, long nowNanos) {
        now = nowNanos;
        if (!protect(owned)) return false;
        transmit(owned);
        return true;
    }

    /** Encrypts and sends an RTCP compound of the caller's making. Takes ownership. */
    public boolean sendWholeRtcp(Packet owned, long nowNanos) {
        now = nowNanos;
        if (!gate.protectRtcp(owned)) return false;
        transmit(owned);
        return true;
    }

    /**
     * Authenticates and decrypts an RTP packet in place, without taking it in: for a receiver that
     * reads headers in the clear and looks into few packets, so that this is not given the rest.
     *
     * @return false, with the bytes undefined, while there are no keys or if it is refused
     */
    public boolean unprotect(Packet exclusive) {
        return gate.unprotect(exclusive);
    }

    /** One packet on an m-line; see {@link OutboundStream#send}. */
    public boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        now = nowNanos;
        return media.sendRtp(mediaIndex, lent, rewrite, nowNanos);
    }
}
