package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A peer that speaks no protocol: it notes what it is told, and says what a test has queued. A
 * received packet beginning with 0x80 is media of m-line 0, given out when it is drained.
 */
final class FakePeer implements LoopPeer {
    record Sent(int mediaIndex, int sequenceNumber, int timestamp, int payloadType, byte[] bytes) {}

    final PeerContext context;
    final List<byte[]> received = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();
    final List<Integer> keyframeRequests = new ArrayList<>();
    final List<Long> expired = new ArrayList<>();
    final ArrayDeque<Consumer<PeerSink>> outputs = new ArrayDeque<>();
    final RtpPacket view = new RtpPacket();
    String ufrag;
    long deadline = Long.MAX_VALUE;
    boolean sendable = true;
    boolean throwOnReceive;
    boolean throwOnSend;
    boolean closed;
    boolean draining;
    boolean estimating;
    long estimate;
    long desired;
    private final ArrayDeque<Packet> media = new ArrayDeque<>();

    FakePeer(PeerContext context, String ufrag) {
        this.context = context;
        this.ufrag = ufrag;
    }

    @Override
    public String localUfrag() {
        return ufrag;
    }

    @Override
    public void receive(Packet owned, long nowNanos) {
        mustNotBeDraining();
        received.add(owned.toBytes());
        if (throwOnReceive) {
            owned.release();
            throw new IllegalStateException("planted");
        }
        if (owned.length() > 12 && owned.u8(0) == 0x80) {
            media.add(owned);
        } else {
            owned.release();
        }
    }

    @Override
    public void expire(long nowNanos) {
        mustNotBeDraining();
        if (nowNanos < deadline) return; // a wake-up, before anything is due
        expired.add(nowNanos);
        deadline = Long.MAX_VALUE;
    }

    @Override
    public long nextDeadlineNanos() {
        return deadline;
    }

    @Override
    public void drain(PeerSink sink) {
        mustNotBeDraining();
        draining = true;
        while (!media.isEmpty()) {
            Packet packet = media.poll();
            view.packet(packet);
            view.ssrc = packet.i32(8);
            view.sequenceNumber = packet.u16(2);
            view.timestamp = packet.i32(4);
            view.payloadType = packet.u8(1) & 0x7F;
            view.marker = packet.u8(1) > 0x7F;
            view.payloadOffset = 12;
            view.payloadLength = packet.length() - 12;
            view.arrivalNanos = packet.arrivalNanos();
            sink.onRtp(view);
            view.packet(null);
            packet.release();
        }
        while (!outputs.isEmpty()) {
            outputs.poll().accept(sink);
        }
        draining = false;
    }

    /** Sends this datagram with the next drain. */
    void say(TransportAddress from, TransportAddress to, byte[] bytes) {
        outputs.add(sink -> {
            Packet packet = context.pool().take();
            packet.append(bytes, 0, bytes.length);
            packet.route(from, to);
            sink.send(packet);
        });
    }

    @Override
    public boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        mustNotBeDraining();
        if (throwOnSend) throw new IllegalStateException("planted");
        if (!sendable) return false;
        sent.add(
                new Sent(
                        mediaIndex,
                        rewrite.sequenceNumber,
                        rewrite.timestamp,
                        rewrite.payloadType,
                        lent.packet().toBytes()));
        return true;
    }

    @Override
    public void requestKeyframe(int mediaIndex, int layer, long nowNanos) {
        mustNotBeDraining();
        keyframeRequests.add(mediaIndex);
    }

    @Override
    public void estimateBandwidth(boolean on, long nowNanos) {
        mustNotBeDraining();
        estimating = on;
    }

    @Override
    public void desiredBitrate(long bitsPerSecond, long nowNanos) {
        mustNotBeDraining();
        desired = bitsPerSecond;
    }

    @Override
    public long bandwidthEstimate() {
        return estimate;
    }

    @Override
    public void close(String reason, long nowNanos) {
        closed = true;
        while (!media.isEmpty()) media.poll().release();
        outputs.add(sink -> sink.onEvent(new PeerEvent.Closed(reason)));
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private void mustNotBeDraining() {
        if (draining) throw new AssertionError("called while it is drained");
    }
}
