package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/** A PeerConnection on a loop. Belongs to that loop. */
public final class RtcPeer implements LoopPeer {
    private final Peer peer;

    public RtcPeer(Peer peer) {
        this.peer = peer;
    }

    public Peer peer() {
        return peer;
    }

    @Override
    public String localUfrag() {
        return peer.localUfrag();
    }

    @Override
    public void receive(Packet owned, long nowNanos) {
        peer.receive(owned, nowNanos);
    }

    @Override
    public void expire(long nowNanos) {
        peer.expire(nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        return peer.nextDeadlineNanos();
    }

    @Override
    public void drain(PeerSink sink) {
        peer.drain(sink);
    }

    @Override
    public void drainRtp(PeerSink sink) {
        peer.drainRtp(sink);
    }

    @Override
    public long nextRtpDeadlineNanos() {
        return peer.nextRtpDeadlineNanos();
    }

    @Override
    public boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        return peer.sendRtp(mediaIndex, lent, rewrite, nowNanos);
    }

    @Override
    public void requestKeyframe(int mediaIndex, int layer, long nowNanos) {
        peer.requestKeyframe(mediaIndex, layer, nowNanos);
    }

    @Override
    public void estimateBandwidth(boolean on, long nowNanos) {
        peer.estimateBandwidth(on, nowNanos);
    }

    @Override
    public void desiredBitrate(long bitsPerSecond, long nowNanos) {
        peer.desiredBitrate(bitsPerSecond, nowNanos);
    }

    @Override
    public long bandwidthEstimate() {
        return peer.bandwidthEstimate();
    }

    @Override
    public void close(String reason, long nowNanos) {
        peer.close(reason, nowNanos);
    }

    @Override
    public boolean isClosed() {
        return peer.isClosed();
    }
}
