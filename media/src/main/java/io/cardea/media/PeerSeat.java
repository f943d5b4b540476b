package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.peer.PeerTotals;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer's place on its loop: its tracks and lines, its ports and validated paths, and what it says
 * while it is drained.
 *
 * <p>Belongs to the loop, except {@link #wake}, {@link #track} and {@link #line}.
 */
final class PeerSeat implements PeerSink, PeerContext {
    /** Validated paths of a peer; further ones push out the oldest. */
    static final int MAX_PATHS = 64;

    /** M-lines a peer can have. */
    static final int MAX_LINES = 4_096;

    /** Packets that may wait for the end of a drain in which they came up. */
    static final int MAX_DEFERRED = 1_024;

    private record Path(PortRoute route, TransportAddress remote) {}

    private final MediaLoop loop;
    private final PeerListener listener;
    private final Demux.Asker asker = new Demux.Asker(this);
    private final LoopTimer timer = new LoopTimer(this::expire);
    private final AtomicBoolean wakePosted = new AtomicBoolean();
    private final ArrayDeque<Path> paths = new ArrayDeque<>();
    private final List<PortRoute> ownRoutes = new ArrayList<>();
    private final List<Runnable> onLeave = new ArrayList<>();
    private final ArrayDeque<PeerLine.Deferred> deferred = new ArrayDeque<>();
    private final ArrayDeque<PeerLine.Deferred> idleDeferred = new ArrayDeque<>();

    private final PeerBandwidth bandwidth = new PeerBandwidth(this);

    private @Nullable LoopPeer peer;
    private PeerTrack[] tracks = {};
    private PeerLine[] lines = {};
    private List<TransportAddress> bases = List.of();
    private final List<TransportAddress> turnBases = new ArrayList<>();
    private String ufrag = "";
    private String previousUfrag = "";
    private boolean touched;
    private boolean stirred; // touched by more than packets of ours
    private boolean draining;
    private boolean gone;
    private String closeReason = "";

    /**
     * @param left called once, when the seat is given up
     */
    PeerSeat(MediaLoop loop, PeerListener listener, Runnable left) {
        this.loop = loop;
        this.listener = listener;
        onLeave.add(left);
    }

    /** To be done when the seat is given up. */
    void onLeave(Runnable action) {
        onLeave.add(action);
    }

    /** As which its requests are noted. */
    Demux.Asker asker() {
        return asker;
    }

    MediaLoop loop() {
        return loop;
    }

    boolean isGone() {
        return gone;
    }

    // ---- Life ----

    /** Makes the peer; false when it could not be made. */
    void occupy(PeerMaker maker, List<TransportAddress> newBases) {
        bases = List.copyOf(newBases);
        peer = maker.make(this);
        touch();
    }

    void own(PortRoute route) {
        ownRoutes.add(route);
        if (!route.port().local().isTcp()) turnBases.add(route.port().local());
    }

    /** Runs a command on the peer, unless it is gone. */
    void command(Consumer<LoopPeer> body) {
        LoopPeer current = peer;
        if (current == null || gone) return;
        try {
            body.accept(current);
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        drain();
    }

    void receive(Packet owned) {
        LoopPeer current = peer;
        if (current == null || gone) {
            owned.release();
            return;
        }
        try {
            current.receive(owned, loop.now());
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        // What its tracks carry goes on in this turn; all else can wait for the end of it.
        if (tracks.length > 0) {
            drain();
        } else {
            touch();
        }
    }

    private void expire() {
        command(current -> current.expire(loop.now()));
    }

    /** A sink's packet on one of our m-lines; lent. */
    boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite) {
        LoopPeer current = peer;
        if (current == null || gone) return false;
        if (draining) return defer(mediaIndex, lent, rewrite);
        try {
            if (!current.sendRtp(mediaIndex, lent, rewrite, loop.now())) return false;
        } catch (RuntimeException e) {
            fail(e);
            return false;
        }
        loop.touch(this);
        return true;
    }

    /** Gives the loop what was sent in a row, while it is warm: all to one destination. */
    void drainRtp() {
        LoopPeer current = peer;
        if (current == null || gone || draining) return;
        try {
            drainRtp(current);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void drainRtp(LoopPeer current) {
        draining = true;
        try {
            current.drainRtp(this);
        } finally {
            draining = false;
        }
        if (!deferred.isEmpty()) touch();
    }

    private boolean defer(int mediaIndex, RtpPacket lent, RtpRewrite rewrite) {
        if (deferred.size() == MAX_DEFERRED) return false;
        PeerLine.Deferred kept = idleDeferred.pollLast();
        if (kept == null) kept = new PeerLine.Deferred();
        kept.fill(mediaIndex, lent, rewrite);
        deferred.add(kept);
        return true;
    }

    /** Takes the peer's output, and gives it what came up meanwhile. */
    void drain() {
        LoopPeer current = peer;
        if (current == null || gone || draining) return;
        try {
            drain(current);
            sendDeferred(current);
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        touch();
    }

    private void drain(LoopPeer current) {
        draining = true;
        try {
            current.drain(this);
        } finally {
            draining = false;
        }
    }

    private void sendDeferred(LoopPeer current) {
        for (PeerLine.Deferred next = deferred.poll(); next != null; next = deferred.poll()) {
            current.sendRtp(next.mediaIndex, next.view, next.rewrite, loop.now());
            next.clear();
            idleDeferred.add(next);
        }
    }

    /** The end of a turn: the last drain, then what the loop must know of the peer. */
    void settle() {
        touched = false;
        LoopPeer current = peer;
        if (current == null || gone) return;
        boolean all = stirred;
        stirred = false;
        try {
            if (all) {
                settle(current);
            } else {
                settleRtp(current);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void settle(LoopPeer current) {
        for (PeerTrack track : tracks) {
            if (track != null) track.forwardRequests(current, loop.now());
        }
        bandwidth.settle(current, loop.now());
        drain(current);
        if (!deferred.isEmpty()) {
            sendDeferred(current);
            touch();
        }
        noteUfrag(current.localUfrag());
        loop.schedule(timer, current.nextDeadlineNanos());
        if (current.isClosed()) leave(closeReason);
    }

    /** Most viewers in most turns: packets of ours, and nothing else that could have changed. */
    private void settleRtp(LoopPeer current) {
        drainRtp(current);
        long next = current.nextRtpDeadlineNanos();
        if (next < timer.deadlineNanos) loop.schedule(timer, next);
    }

    /** Has the peer drained at the end of the turn, and all that may depend on it looked at. */
    void touch() {
        stirred = true;
        loop.touch(this);
    }

    boolean markTouched() {
        if (touched || gone) return false;
        touched = true;
        return true;
    }

    /** After an ICE restart late checks still carry the old fragment, so both are known. */
    private void noteUfrag(String current) {
        if (current.equals(ufrag)) return;
        loop.demux().remove(previousUfrag, this);
        previousUfrag = ufrag;
        ufrag = current;
        loop.demux().add(current, this);
    }

    /** Our own mistake, or something a peer said that we did not foresee: it is closed. */
    private void fail(RuntimeException e) {
        loop.fault("peer", e);
        draining = false;
        LoopPeer current = peer;
        if (current == null || gone) return;
        try {
            current.close("Internal error", loop.now());
            drain(current);
        } catch (RuntimeException again) {
            loop.fault("closing a failed peer", again);
        }
        leave("Internal error");
    }

    /** Gives up the seat; the listener hears of the end exactly once. */
    void leave(String reason) {
        if (gone) return;
        gone = true;
        while (!deferred.isEmpty()) deferred.poll().clear();
        loop.schedule(timer, LoopTimer.NEVER);
        bandwidth.end();
        asker.clear();
        loop.demux().remove(ufrag, this);
        loop.demux().remove(previousUfrag, this);
        for (Path path : paths) {
            path.route().forget(path.remote(), this);
        }
        paths.clear();
        loop.vacate(this, ownRoutes);
        onLeave.forEach(Runnable::run);
        for (PeerTrack track : tracks) {
            if (track != null) track.end();
        }
        for (PeerLine line : lines) {
            if (line != null) line.close();
        }
        tellLast();
        tell(new PeerEvent.Closed(closeReason.isEmpty() ? reason : closeReason));
    }

    /** The PeerConnection here, for questions of the control plane. */
    Peer rtcPeer() {
        if (!gone && peer instanceof RtcPeer rtc) return rtc.peer();
        throw new IllegalStateException("no such peer any more");
    }

    void tellBandwidth(long bitsPerSecond) {
        try {
            listener.onBandwidth(bitsPerSecond);
        } catch (RuntimeException e) {
            loop.fault("listener of a peer", e);
        }
    }

    private void tellLast() {
        if (!(peer instanceof RtcPeer rtc)) return;
        try {
            listener.onLast(() -> rtc.peer().statistics(loop.now()));
        } catch (RuntimeException e) {
            loop.fault("listener of a peer", e);
        }
    }

    private void tell(PeerEvent event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException e) {
            loop.fault("listener of a peer", e);
        }
    }

    // ---- Bandwidth ----

    void estimateBandwidth(boolean on) {
        command(current -> bandwidth.estimate(on, current, loop.now()));
    }

    PeerBandwidth bandwidth() {
        return bandwidth;
    }

    // ---- Tracks and lines ----

    /** By index, null where there is none; not to be changed. */
    @Nullable PeerLine[] lines() {
        return lines;
    }

    void register(PeerTrack track, int mediaIndex) {
        if (mediaIndex >= tracks.length) tracks = Arrays.copyOf(tracks, mediaIndex + 1);
        tracks[mediaIndex] = track;
        if (gone) track.end();
    }

    void register(PeerLine line, int mediaIndex) {
        if (mediaIndex >= lines.length) lines = Arrays.copyOf(lines, mediaIndex + 1);
        lines[mediaIndex] = line;
        if (gone) line.close();
    }

    static TrackFormat format(NegotiatedSession session, NegotiatedMedia media) {
        int layers = Math.max(1, Math.max(media.rids().size(), media.remoteSsrcs().size()));
        int red = -1;
        for (Map.Entry<Integer, String> type : media.payloadTypes().entrySet()) {
            if (type.getValue().equals("red")) red = type.getKey();
        }
        return new TrackFormat(media.kind(), media.codec(), layers, session.extensions(), red);
    }

    // ---- PeerSink: what the peer says while it is drained ----

    @Override
    public void send(Packet owned) {
        loop.send(this, owned);
    }

    @Override
    public void onRtp(RtpPacket lent) {
        int index = lent.mediaIndex;
        PeerTrack track = index < tracks.length ? tracks[index] : null;
        if (track != null) track.deliver(lent);
    }

    @Override
    public void onKeyframeRequest(int mediaIndex) {
        PeerLine line = mediaIndex < lines.length ? lines[mediaIndex] : null;
        if (line != null) line.requestKeyframe();
    }

    @Override
    public void onBandwidthEstimate(long bitsPerSecond) {
        bandwidth.onEstimate(bitsPerSecond);
    }

    @Override
    public void onSenderReport(int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp) {
        PeerTrack track = mediaIndex < tracks.length ? tracks[mediaIndex] : null;
        if (track != null) track.senderReport(layer, ntpTimestamp, rtpTimestamp);
    }

    @Override
    public void onValidated(TransportAddress local, TransportAddress remote) {
        PortRoute route = loop.route(local);
        if (route == null || !route.isShared() || route.validated(remote) == this) return;
        if (paths.size() == MAX_PATHS) {
            Path oldest = paths.remove();
            oldest.route().forget(oldest.remote(), this);
        }
        paths.add(new Path(route, remote));
        route.validate(remote, this);
    }

    /** Claimed, but not proven: another peer's validated path is left to it. */
    @Override
    public void onHeard(TransportAddress local, TransportAddress remote) {
        PortRoute route = loop.route(local);
        if (route != null && route.validated(remote) == null) onValidated(local, remote);
    }

    @Override
    public void onEvent(PeerEvent event) {
        // The end is told when there is nothing left of the peer: its ports can be taken again.
        if (event instanceof PeerEvent.Closed(String reason)) {
            if (closeReason.isEmpty()) closeReason = reason;
        } else {
            tell(event);
        }
    }

    // ---- PeerContext: what the peer may use ----

    @Override
    public PacketPool pool() {
        return loop.pool();
    }

    @Override
    public PeerTotals totals() {
        return loop.totals();
    }

    @Override
    public List<TransportAddress> bases() {
        return bases;
    }

    @Override
    public List<TransportAddress> turnBases() {
        return List.copyOf(turnBases);
    }

    @Override
    public Executor handshakes() {
        return loop.handshakes();
    }

    @Override
    public void wake() {
        if (wakePosted.compareAndSet(false, true)) loop.post(this::woken);
    }

    private void woken() {
        wakePosted.set(false);
        expire();
    }

    @Override
    public TransportAddress connectTurn(TransportAddress server, String tlsHost)
            throws IOException {
        PortRoute route = loop.connect(server, tlsHost, this);
        ownRoutes.add(route);
        turnBases.add(route.port().local());
        return route.port().local();
    }
}
