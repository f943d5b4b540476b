package io.cardea.tools.load.peer;

import io.cardea.media.LoopPeer;
import io.cardea.media.PeerContext;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulated peer's part on its loop: the PeerConnection, what it sends, and what it counts.
 *
 * <p>Received media does not reach the PeerConnection: {@link Receiver} counts it by its header.
 * Everything else, connectivity checks, handshakes and RTCP, does.
 */
final class PeerCore implements LoopPeer {
    private static final int RTP_FIRST = 128;
    private static final int RTP_LAST = 191;

    private final Peer peer;
    private final PeerContext context;
    private final LoopTotals totals;
    private final Receiver receiver;
    private final Loss loss;
    private final long delayNanos;
    private final ArrayDeque<Packet> delayed = new ArrayDeque<>();
    private final List<Sender> senders = new ArrayList<>();
    private final RtcpReader reader = new RtcpReader();
    private final Tap tap = new Tap();
    private @Nullable NegotiatedSession session;
    private @Nullable MediaPlan plan;
    private double phase;
    private boolean connected;
    private boolean begun;
    private boolean changed;

    /**
     * @param requestedNanos when the scenario asked for it
     * @param number of the peer, from which its chance follows
     */
    PeerCore(
            Peer peer,
            PeerContext context,
            LoopTotals totals,
            ReceivePlan receive,
            long requestedNanos,
            int number) {
        this.peer = peer;
        this.context = context;
        this.totals = totals;
        this.receiver = new Receiver(peer, context.pool(), totals, receive, requestedNanos, number);
        this.loss = new Loss(receive.lossPercent(), number);
        this.delayNanos = receive.delay().toNanos();
        totals.peers.add(this);
    }

    // ---- Commands, on the loop ----

    void gather(long nowNanos) {
        changed = true;
        peer.gather(context.bases(), List.of(), nowNanos);
        context.wake();
    }

    void negotiate(NegotiatedSession agreed, long nowNanos) {
        changed = true;
        session = agreed;
        receiver.negotiate(agreed);
        peer.negotiate(agreed, nowNanos);
        begin(nowNanos);
        context.wake();
    }

    void addRemoteCandidate(String candidate, long nowNanos) {
        changed = true;
        peer.addRemoteCandidate(candidate, nowNanos);
        context.wake();
    }

    /**
     * What is sent once there is a connection.
     *
     * @param startPhase where in a frame's time the first one leaves, 0 to 1
     */
    void send(MediaPlan media, double startPhase, long nowNanos) {
        plan = media;
        phase = startPhase;
        begin(nowNanos);
        context.wake();
    }

    /** Nothing more is sent. */
    void silence() {
        plan = null;
        senders.clear();
    }

    private void begin(long nowNanos) {
        MediaPlan media = plan;
        NegotiatedSession agreed = session;
        if (begun || !connected || media == null || agreed == null) return;
        begun = true;
        senders.addAll(Senders.make(media, agreed, phase, nowNanos));
    }

    // ---- Life on the loop ----

    @Override
    public String localUfrag() {
        return peer.localUfrag();
    }

    @Override
    public void receive(Packet owned, long nowNanos) {
        if (delayNanos == 0) {
            take(owned, nowNanos);
        } else {
            delayed.add(owned);
        }
    }

    private void take(Packet owned, long nowNanos) {
        int first = owned.length() == 0 ? 0 : owned.u8(0);
        boolean media = first >= RTP_FIRST && first <= RTP_LAST;
        if (media && connected && RtpHeader.isRtp(owned)) {
            if (loss.takes()) {
                owned.release();
            } else {
                receiver.receive(owned, nowNanos);
            }
        } else {
            changed = true;
            peer.receive(owned, nowNanos);
        }
    }

    @Override
    public void expire(long nowNanos) {
        changed = true;
        while (!delayed.isEmpty() && delayed.peek().arrivalNanos() + delayNanos <= nowNanos) {
            Packet due = delayed.poll();
            due.arrivalNanos(nowNanos);
            take(due, nowNanos);
        }
        peer.expire(nowNanos);
        if (!connected) return;
        receiver.expire(nowNanos);
        for (int i = 0; i < senders.size(); i++) {
            totals.sent += senders.get(i).run(peer, context.pool(), nowNanos);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        long next = peer.nextDeadlineNanos();
        if (!delayed.isEmpty()) {
            next = Math.min(next, delayed.peek().arrivalNanos() + delayNanos);
        }
        if (!connected) return next;
        next = Math.min(next, receiver.nextDeadlineNanos());
        for (int i = 0; i < senders.size(); i++) {
            next = Math.min(next, senders.get(i).dueNanos());
        }
        return next;
    }

    @Override
    public void drain(PeerSink sink) {
        if (!changed) return; // media that was only counted leaves nothing behind
        changed = false;
        tap.sink = sink;
        peer.drain(tap);
    }

    @Override
    public boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        return false; // nothing is forwarded to a simulated peer but by the server
    }

    @Override
    public void requestKeyframe(int mediaIndex, int layer, long nowNanos) {}

    @Override
    public void close(String reason, long nowNanos) {
        changed = true;
        peer.close(reason, nowNanos);
        end();
    }

    @Override
    public boolean isClosed() {
        return peer.isClosed();
    }

    private void end() {
        connected = false;
        receiver.end();
        totals.peers.remove(this);
        for (Packet packet = delayed.poll(); packet != null; packet = delayed.poll()) {
            packet.release();
        }
    }

    // ---- Figures ----

    int receptions() {
        return receiver.receptions();
    }

    Reception reception(int i) {
        return receiver.reception(i);
    }

    // ---- What is heard ----

    private void onRtcp(Packet lent) {
        if (!reader.begin(lent)) return;
        while (reader.next()) {
            switch (reader.kind()) {
                case SENDER_REPORT ->
                        receiver.onSenderReport(
                                reader.senderSsrc(), reader.ntpTimestamp(), lent.arrivalNanos());
                case PLI -> onKeyframeRequest(reader.mediaSsrc());
                case FIR -> {
                    for (int i = 0; i < reader.firCount(); i++) {
                        onKeyframeRequest(reader.firSsrc(i));
                    }
                }
                case NACK -> {
                    for (int i = 0; i < reader.nackCount(); i++) {
                        totals.nacksHeard += 1 + Integer.bitCount(reader.nackBlp(i));
                    }
                }
                default -> {} // of no interest to a client of this kind
            }
        }
    }

    private void onKeyframeRequest(int ssrc) {
        totals.plisHeard++;
        for (int i = 0; i < senders.size(); i++) {
            senders.get(i).requestKeyframe(ssrc);
        }
    }

    private void onConnected() {
        connected = true;
        long now = System.nanoTime();
        receiver.start(now);
        begin(now);
        context.wake();
    }

    /** Listens in on what the peer tells its seat. */
    private final class Tap implements PeerSink {
        private @Nullable PeerSink sink;

        private PeerSink seat() {
            PeerSink current = sink;
            if (current == null) throw new IllegalStateException("not draining");
            return current;
        }

        @Override
        public void send(Packet owned) {
            seat().send(owned);
        }

        @Override
        public void onRtp(RtpPacket lent) {}

        @Override
        public void onRtcp(Packet lent) {
            PeerCore.this.onRtcp(lent);
        }

        @Override
        public void onKeyframeRequest(int mediaIndex) {}

        @Override
        public void onSenderReport(
                int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp) {}

        @Override
        public void onValidated(TransportAddress local, TransportAddress remote) {
            seat().onValidated(local, remote);
        }

        @Override
        public void onHeard(TransportAddress local, TransportAddress remote) {
            seat().onHeard(local, remote);
        }

        @Override
        public void onEvent(PeerEvent event) {
            if (event instanceof PeerEvent.Connected) onConnected();
            if (event instanceof PeerEvent.Closed) end();
            seat().onEvent(event);
        }
    }
}
