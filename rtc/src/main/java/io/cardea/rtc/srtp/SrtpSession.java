package io.cardea.rtc.srtp;

import io.cardea.rtc.packet.Packet;
import org.jspecify.annotations.Nullable;

/**
 * SRTP and SRTCP under one master key, in place: protects what we send with it, unprotects what the
 * peer sends with it, or both (RFC 3711, 7714).
 *
 * <p>Belongs to one loop. Packets stay the caller's, who must be their only owner. A stream is kept
 * per SSRC and made when its first packet is sent, or has proved authentic. Nothing received throws
 * or, unless authentic, changes any state. The same key must never protect in two sessions.
 *
 * <p>An index is protected once, since a repeated IV would give GCM's key away. What may have to be
 * sent again under its old sequence number is kept as it was sent, encrypted.
 *
 * <p>May hold memory outside the heap, with the keys; whoever made it closes it.
 */
public final class SrtpSession implements AutoCloseable {
    /** SSRCs in each direction, for RTP and RTCP each; packets of further ones are refused. */
    public static final int MAX_STREAMS = 1_024;

    /** Sequence numbers behind the newest within which a late RTP packet is still accepted. */
    public static final int RTP_WINDOW = 1_024;

    /** The same for RTCP. */
    public static final int RTCP_WINDOW = 128;

    private static final int VERSION_2 = 2;
    private static final int RTP_HEADER = 12;
    private static final int EXTENSION_HEADER = 4;
    private static final int MALFORMED_HEADER = -1;
    private static final int INDEX_WORD = 4;

    // RFC 3711, 9.2: after so many packets the key is worn out.
    private static final long MAX_RTP_INDEX = (1L << 48) - 1;
    private static final long MAX_RTCP_INDEX = (1L << 31) - 1;

    private final SrtpProfile profile;
    private final Transform rtp;
    private final Transform rtcp;
    private final Streams rtpSent = new Streams(MAX_STREAMS, RTP_WINDOW);
    private final Streams rtpReceived = new Streams(MAX_STREAMS, RTP_WINDOW);
    private final Streams rtcpSent = new Streams(MAX_STREAMS, RTCP_WINDOW);
    private final Streams rtcpReceived = new Streams(MAX_STREAMS, RTCP_WINDOW);
    private final long[] counts = new long[Drop.values().length];

    /** With the cipher that is best here, {@link SrtpCipher#of}. */
    public SrtpSession(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        this(profile, masterKey, masterSalt, SrtpCipher.of(profile));
    }

    /**
     * With a given cipher.
     *
     * @throws IllegalArgumentException if a length is not the profile's, or the cipher is not
     *     {@linkplain SrtpCipher#isUsable usable}
     */
    public SrtpSession(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, SrtpCipher cipher) {
        this(
                profile,
                transform(
                        profile,
                        masterKey,
                        masterSalt,
                        cipher,
                        KeyDerivation.RTP_ENCRYPTION,
                        KeyDerivation.RTP_AUTHENTICATION,
                        KeyDerivation.RTP_SALT,
                        profile.rtpTagLength()),
                transform(
                        profile,
                        masterKey,
                        masterSalt,
                        cipher,
                        KeyDerivation.RTCP_ENCRYPTION,
                        KeyDerivation.RTCP_AUTHENTICATION,
                        KeyDerivation.RTCP_SALT,
                        profile.rtcpTagLength()));
    }

    /** A session whose session keys are given. */
    SrtpSession(SrtpProfile profile, Transform rtp, Transform rtcp) {
        this.profile = profile;
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    private static Transform transform(
            SrtpProfile profile,
            byte[] masterKey,
            byte[] masterSalt,
            SrtpCipher cipher,
            int encryption,
            int authentication,
            int saltLabel,
            int tagLength) {
        if (masterKey.length != profile.keyLength()) {
            throw new IllegalArgumentException("master key of " + masterKey.length + " bytes");
        }
        if (masterSalt.length != profile.saltLength()) {
            throw new IllegalArgumentException("master salt of " + masterSalt.length + " bytes");
        }
        if (!cipher.isUsable(profile)) {
            throw new IllegalArgumentException(cipher + " is not usable for " + profile);
        }
        byte[] key = KeyDerivation.derive(masterKey, masterSalt, encryption, profile.keyLength());
        byte[] salt = KeyDerivation.derive(masterKey, masterSalt, saltLabel, profile.saltLength());
        if (profile.isAead()) return cipher.aead(key, salt);
        int length = CounterModeTransform.AUTHENTICATION_KEY_LENGTH;
        byte[] mac = KeyDerivation.derive(masterKey, masterSalt, authentication, length);
        return cipher.counterMode(key, salt, mac, tagLength);
    }

    public SrtpProfile profile() {
        return profile;
    }

    /**
     * Encrypts an RTP packet and appends its tag. Sequence numbers may come out of order within the
     * window, and may jump ahead by less than half their range.
     *
     * @return false, with the packet unchanged, if it is not RTP, has no room for the tag, is of
     *     one SSRC too many, or has an index that was protected before or lies before the window
     */
    public boolean protect(Packet packet) {
        int header = sendableHeader(packet);
        if (header == MALFORMED_HEADER) return false;
        int ssrc = packet.i32(8);
        ReplayWindow window = rtpSent.find(ssrc);
        if (window == null) {
            if (!rtpSent.hasRoom()) return false;
            window = rtpSent.add(ssrc);
        }
        long index = estimate(window, packet.u16(2));
        if (index > MAX_RTP_INDEX || window.check(index) != Drop.NONE) return false;
        window.mark(index);
        int length = packet.length();
        rtp.protectRtp(packet.array(), header, length, ssrc, index);
        packet.length(length + profile.rtpTagLength());
        return true;
    }

    private int sendableHeader(Packet packet) {
        assert packet.isExclusive() : "protecting a shared packet";
        int length = packet.length();
        if (length < RTP_HEADER || length + profile.rtpTagLength() > Packet.CAPACITY) {
            return MALFORMED_HEADER;
        }
        if (packet.u8(0) >> 6 != VERSION_2) return MALFORMED_HEADER;
        return headerLength(packet, length);
    }

    /**
     * Encrypts an RTCP compound packet and appends index and tag.
     *
     * @return false, with the packet unchanged, if it is not RTCP, has no room for what is
     *     appended, or is of one SSRC too many
     */
    public boolean protectRtcp(Packet packet) {
        assert packet.isExclusive() : "protecting a shared packet";
        int length = packet.length();
        int added = INDEX_WORD + profile.rtcpTagLength();
        if (length < Transform.RTCP_HEADER || length + added > Packet.CAPACITY) return false;
        if (packet.u8(0) >> 6 != VERSION_2) return false;
        int ssrc = packet.i32(4);
        ReplayWindow window = rtcpSent.find(ssrc);
        if (window == null) {
            if (!rtcpSent.hasRoom()) return false;
            window = rtcpSent.add(ssrc);
        }
        long index = window.highest() + 1;
        if (index > MAX_RTCP_INDEX) return false;
        window.mark(index);
        rtcp.protectRtcp(packet.array(), length, ssrc, (int) index);
        packet.length(length + added);
        return true;
    }

    /** Authenticates and decrypts an SRTP packet; the bytes of a refused one are undefined. */
    public Drop unprotect(Packet packet) {
        Drop drop = accept(packet);
        counts[drop.ordinal()]++;
        return drop;
    }

    private Drop accept(Packet packet) {
        assert packet.isExclusive() : "unprotecting a shared packet";
        int end = packet.length() - profile.rtpTagLength();
        if (end < RTP_HEADER) return Drop.TRUNCATED;
        if (packet.u8(0) >> 6 != VERSION_2) return Drop.MALFORMED;
        int header = headerLength(packet, end);
        if (header == MALFORMED_HEADER) return Drop.TRUNCATED;

        int ssrc = packet.i32(8);
        ReplayWindow window = rtpReceived.find(ssrc);
        long index = estimate(window, packet.u16(2));
        Drop known = check(rtpReceived, window, index);
        if (known != Drop.NONE) return known;

        if (!rtp.unprotectRtp(packet.array(), header, packet.length(), ssrc, index)) {
            return Drop.UNAUTHENTICATED;
        }
        if (window == null) window = rtpReceived.add(ssrc);
        window.mark(index);
        packet.length(end);
        return Drop.NONE;
    }

    /** Authenticates and decrypts an SRTCP packet; the bytes of a refused one are undefined. */
    public Drop unprotectRtcp(Packet packet) {
        Drop drop = acceptRtcp(packet);
        counts[drop.ordinal()]++;
        return drop;
    }

    private Drop acceptRtcp(Packet packet) {
        assert packet.isExclusive() : "unprotecting a shared packet";
        int end = packet.length() - profile.rtcpTagLength() - INDEX_WORD;
        if (end < Transform.RTCP_HEADER) return Drop.TRUNCATED;
        if (packet.u8(0) >> 6 != VERSION_2) return Drop.MALFORMED;

        int ssrc = packet.i32(4);
        long index = rtcp.rtcpIndexWord(packet.array(), packet.length()) & ~Transform.ENCRYPTED;
        ReplayWindow window = rtcpReceived.find(ssrc);
        Drop known = check(rtcpReceived, window, index);
        if (known != Drop.NONE) return known;

        if (!rtcp.unprotectRtcp(packet.array(), packet.length(), ssrc)) {
            return Drop.UNAUTHENTICATED;
        }
        if (window == null) window = rtcpReceived.add(ssrc);
        window.mark(index);
        packet.length(end);
        return Drop.NONE;
    }

    /** How many received packets had that fate. */
    public long count(Drop drop) {
        return counts[drop.ordinal()];
    }

    /**
     * Overwrites and gives back what lies outside the heap. A session that is forgotten unclosed
     * does so some time after. No packet may come any more.
     */
    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }

    private static Drop check(Streams streams, @Nullable ReplayWindow window, long index) {
        if (window != null) return window.check(index);
        return streams.hasRoom() ? Drop.NONE : Drop.TOO_MANY_STREAMS;
    }

    /**
     * The 48-bit index of a sequence number (RFC 3711, appendix A): that with the roll-over counter
     * which brings it nearest to the highest index so far. There is none before the first
     * roll-over, so what would lie there is taken as a jump ahead.
     */
    private static long estimate(@Nullable ReplayWindow window, int sequenceNumber) {
        if (window == null || window.highest() < 0) return sequenceNumber;
        long highest = window.highest();
        long rolled = (highest & ~0xFFFFL) | sequenceNumber;
        if (rolled - highest > 0x8000 && rolled > 0xFFFF) return rolled - 0x1_0000;
        if (highest - rolled > 0x8000) return rolled + 0x1_0000;
        return rolled;
    }

    /** The length of header, CSRCs and extension, if they end within {@code end}. */
    private static int headerLength(Packet packet, int end) {
        int first = packet.u8(0);
        int header = RTP_HEADER + 4 * (first & 0x0F);
        if ((first & 0x10) != 0) {
            if (header + EXTENSION_HEADER > end) return MALFORMED_HEADER;
            header += EXTENSION_HEADER + 4 * packet.u16(header + 2);
        }
        return header <= end ? header : MALFORMED_HEADER;
    }
}
