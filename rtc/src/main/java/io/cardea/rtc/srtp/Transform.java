package io.cardea.rtc.srtp;

/**
 * The cryptography of a profile under one session key, for a packet whose index is known. Works in
 * place on an array that has room for what it appends. One each for RTP and RTCP.
 *
 * <p>An implementation keeps the objects or contexts of its cipher; a stand-alone direction makes
 * only those it needs.
 */
sealed interface Transform
        permits AeadTransform,
                CounterModeTransform,
                NativeAeadTransform,
                NativeCounterModeTransform {
    /** RFC 3711, 3.4: says that an SRTCP packet is encrypted; in the word with the index. */
    int ENCRYPTED = 1 << 31;

    /** RFC 3550, 6.4.1: the part of a compound packet that is never encrypted. */
    int RTCP_HEADER = 8;

    /** Encrypts what follows the header and appends the tag. */
    void protectRtp(byte[] array, int header, int length, int ssrc, long index);

    /**
     * Checks and decrypts what {@link #protectRtp} made; {@code length} includes the tag.
     *
     * @return false if it is not authentic: then the array's bytes are undefined
     */
    boolean unprotectRtp(byte[] array, int header, int length, int ssrc, long index);

    /** Encrypts what follows the first 8 bytes; appends the index and the tag. */
    void protectRtcp(byte[] array, int length, int ssrc, int index);

    /** The word with the index in a packet of that length. */
    int rtcpIndexWord(byte[] array, int length);

    /** Checks and decrypts what {@link #protectRtcp} made; {@code length} is the whole. */
    boolean unprotectRtcp(byte[] array, int length, int ssrc);

    /** Gives back what lies outside the heap; may be called again, nothing else may. */
    void close();

    static void put32(byte[] array, int offset, int value) {
        array[offset] = (byte) (value >>> 24);
        array[offset + 1] = (byte) (value >>> 16);
        array[offset + 2] = (byte) (value >>> 8);
        array[offset + 3] = (byte) value;
    }

    static int i32(byte[] array, int offset) {
        return array[offset] << 24
                | (array[offset + 1] & 0xFF) << 16
                | (array[offset + 2] & 0xFF) << 8
                | (array[offset + 3] & 0xFF);
    }

    /** XORs the low {@code count} bytes of a value, most significant first, into the array. */
    static void xor(byte[] array, int offset, int count, long value) {
        for (int i = 0; i < count; i++) {
            array[offset + i] ^= (byte) (value >>> 8 * (count - 1 - i));
        }
    }
}
