package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/**
 * What a loop drives: a PeerConnection ({@link RtcPeer}), or another end that speaks RTP over the
 * loop's ports.
 *
 * <p>Belongs to one loop. The four verbs of every protocol core, and what the loop must ask of a
 * peer to route packets to it and media through it.
 */
public interface LoopPeer {
    /** The ICE user fragment of connectivity checks meant for it; may change; empty for none. */
    String localUfrag();

    void receive(Packet owned, long nowNanos);

    void expire(long nowNanos);

    /** {@link Long#MAX_VALUE} when nothing is scheduled. */
    long nextDeadlineNanos();

    void drain(PeerSink sink);

    /** Gives out what has come of {@link #sendRtp} alone: cheaper than the whole, if it can be. */
    default void drainRtp(PeerSink sink) {
        drain(sink);
    }

    /** Of {@link #nextDeadlineNanos}, what {@link #sendRtp} alone can have brought nearer. */
    default long nextRtpDeadlineNanos() {
        return nextDeadlineNanos();
    }

    /** Sends one packet on an m-line; false when that line cannot send now. */
    boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long nowNanos);

    /** Asks the sender on that m-line for a keyframe; {@code layer} -1 for all. */
    void requestKeyframe(int mediaIndex, int layer, long nowNanos);

    /** Starts or stops to estimate what the path carries; see {@link PeerSink}. */
    default void estimateBandwidth(boolean on, long nowNanos) {}

    /** What would be sent if the path allowed it, in bit/s. */
    default void desiredBitrate(long bitsPerSecond, long nowNanos) {}

    /** In bit/s; 0 while there is none. */
    default long bandwidthEstimate() {
        return 0;
    }

    void close(String reason, long nowNanos);

    boolean isClosed();
}
