package io.cardea.rtc.srtp;

import io.cardea.rtc.packet.Packet;

/**
 * SRTP and SRTCP under one master key: protects what we send with it, or unprotects what the peer
 * sent with it, in place.
 */
public final class SrtpSession {
    /** SSRCs per direction; more are refused. */
    public static final int MAX_STREAMS = 1_024;

    public SrtpSession(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        throw new UnsupportedOperationException(
                profile + " " + masterKey.length + masterSalt.length);
    }

    /**
     * Encrypts an RTP packet and appends its tag.
     *
     * @return false, with the packet unchanged, if it is not RTP, has no room for the tag, or has
     *     an index that was protected before or lies before the replay window
     */
    public boolean protect(Packet packet) {
        return packet.length() < 0;
    }

    /**
     * Encrypts once more an RTP packet that is byte for byte what was protected before under the
     * same sequence number: a retransmission without RTX.
     *
     * @return false, with the packet unchanged, if it is not RTP or has no room for the tag
     */
    public boolean protectAgain(Packet packet) {
        return packet.length() < 0;
    }

    /** Encrypts an RTCP compound packet and appends index and tag. */
    public boolean protectRtcp(Packet packet) {
        return packet.length() < 0;
    }

    /** Authenticates and decrypts an SRTP packet; what is refused is counted and undefined. */
    public Drop unprotect(Packet packet) {
        return packet.length() < 12 ? Drop.TRUNCATED : Drop.NONE;
    }

    /** Authenticates and decrypts an SRTCP packet; what is refused is counted and undefined. */
    public Drop unprotectRtcp(Packet packet) {
        return packet.length() < 12 ? Drop.TRUNCATED : Drop.NONE;
    }

    /** How many received packets had that fate. */
    public long count(Drop drop) {
        return drop.ordinal();
    }
}
