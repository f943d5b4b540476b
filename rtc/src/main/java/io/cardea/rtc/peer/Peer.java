package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.List;
import java.util.Optional;

/**
 * One PeerConnection: the machine that composes ICE, DTLS, SRTP, RTP, RTCP and SCTP.
 *
 * <p>Not thread-safe: belongs to one loop. After any call that changes it, it is drained before the
 * next.
 */
public final class Peer {
    /** The ICE user fragment by which the loop routes connectivity checks to this peer. */
    public String localUfrag() {
        return "";
    }

    /** Begins to gather candidates on these bases. */
    public void gather(List<TransportAddress> bases, long nowNanos) {}

    /** Takes what a negotiation agreed on: the first, or a further one. */
    public void negotiate(NegotiatedSession session, long nowNanos) {}

    /** New local ICE credentials: the description that carries them restarts ICE. */
    public void restartIce(String ufrag, String password, long nowNanos) {}

    /** A trickled candidate with a resolved address, as in SDP. Bad ones are counted drops. */
    public void addRemoteCandidate(String candidate, long nowNanos) {}

    public void endOfRemoteCandidates(long nowNanos) {}

    /** A datagram; takes ownership. */
    public void receive(Packet owned, long nowNanos) {
        owned.release();
    }

    public void expire(long nowNanos) {}

    /** {@link Long#MAX_VALUE} when nothing is scheduled. */
    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** Gives out everything that has gathered, until empty. */
    public void drain(PeerSink sink) {}

    /** The stream we send on that m-line; empty while it has none (data, never sending). */
    public Optional<OutboundStream> outbound(int mediaIndex) {
        return Optional.empty();
    }

    /** Asks the peer for a keyframe; {@code layer} -1 means every simulcast layer. Merged. */
    public void requestKeyframe(int mediaIndex, int layer, long nowNanos) {}

    /** Tells the peer by REMB what it may send; 0 lifts the cap. */
    public void limitBitrate(long bitsPerSecond, long nowNanos) {}

    /** Sends a data channel message, opening the channel if there is none with that label. */
    public boolean sendData(
            String label, String protocol, boolean binary, byte[] message, long nowNanos) {
        return false;
    }

    /** Ends the PeerConnection; {@link PeerEvent.Closed} comes with the next drain. */
    public void close(String reason, long nowNanos) {}

    public boolean isClosed() {
        return false;
    }
}
