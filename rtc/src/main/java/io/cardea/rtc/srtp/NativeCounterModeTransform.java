package io.cardea.rtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/**
 * AES in counter mode with HMAC-SHA1 (RFC 3711, 4.1.1 and 4.2.1) by libcrypto. Keeps a context with
 * the key, and the states of the MAC; leaves no garbage.
 */
final class NativeCounterModeTransform implements Transform {
    /** Looked up once. */
    private static final class Ciphers {
        static final ProviderCipher AES_128 = new ProviderCipher("AES-128-CTR");
    }

    private static final ValueLayout.OfInt BIG_ENDIAN_INT =
            JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int IV_LENGTH = 16;
    private static final int WORD_LENGTH = 4;

    // The block: the MAC's part comes first.
    private static final long IV = (NativeHmacSha1.BYTES + 7) / 8 * 8;
    private static final long OUT_LENGTH = IV + IV_LENGTH;
    private static final long BYTES = OUT_LENGTH + 8;

    private final ProviderCipher cipher = Ciphers.AES_128;
    private final NativeContexts contexts;
    private final int tagLength;
    private final int salt0;
    private final int salt4;
    private final int salt8;
    private final int salt12;

    NativeCounterModeTransform(
            byte[] sessionKey, byte[] sessionSalt, byte[] authenticationKey, int tagLength) {
        this.tagLength = tagLength;
        salt0 = Transform.i32(sessionSalt, 0);
        salt4 = Transform.i32(sessionSalt, 4);
        salt8 = Transform.i32(sessionSalt, 8);
        salt12 = (sessionSalt[12] & 0xFF) << 24 | (sessionSalt[13] & 0xFF) << 16;
        contexts = new NativeContexts(this, cipher, BYTES);
        long block = contexts.block();
        long context = contexts.addEncryption();
        Libcrypto.put(sessionKey, block);
        require(cipher.startEncryption(context, block, sessionKey.length, 0, 0));
        NativeHmacSha1.prepare(block, authenticationKey);
    }

    @Override
    public void protectRtp(byte[] array, int header, int length, int ssrc, long index) {
        try {
            long block = contexts.block();
            crypt(block, array, header, length, ssrc, index);
            computeRtpTag(block, array, length, index);
            putTag(block, array, length);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean unprotectRtp(byte[] array, int header, int length, int ssrc, long index) {
        try {
            long block = contexts.block();
            int end = length - tagLength;
            int overwritten = Transform.i32(array, end);
            computeRtpTag(block, array, end, index);
            Transform.put32(array, end, overwritten);
            if (!tagIsAt(block, array, end)) return false;
            crypt(block, array, header, end, ssrc, index);
            return true;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void protectRtcp(byte[] array, int length, int ssrc, int index) {
        try {
            long block = contexts.block();
            crypt(block, array, RTCP_HEADER, length, ssrc, index);
            Transform.put32(array, length, index | ENCRYPTED);
            NativeHmacSha1.digest(block, array, length + WORD_LENGTH);
            putTag(block, array, length + WORD_LENGTH);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int rtcpIndexWord(byte[] array, int length) {
        return Transform.i32(array, length - tagLength - WORD_LENGTH);
    }

    @Override
    public boolean unprotectRtcp(byte[] array, int length, int ssrc) {
        try {
            long block = contexts.block();
            int end = length - tagLength;
            NativeHmacSha1.digest(block, array, end);
            if (!tagIsAt(block, array, end)) return false;
            int indexWord = rtcpIndexWord(array, length);
            if ((indexWord & ENCRYPTED) != 0) {
                int to = end - WORD_LENGTH;
                crypt(block, array, RTCP_HEADER, to, ssrc, indexWord & ~ENCRYPTED);
            }
            return true;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        contexts.free();
    }

    /** RFC 3711, 4.1.1: IV = (salt << 16) XOR (SSRC << 64) XOR (index << 16). */
    private void crypt(long block, byte[] array, int from, int to, int ssrc, long index) {
        if (from == to) return;
        MemorySegment text = MemorySegment.ofArray(array).asSlice(from, (long) to - from);
        Libcrypto.MEMORY.set(BIG_ENDIAN_INT, block + IV, salt0);
        Libcrypto.MEMORY.set(BIG_ENDIAN_INT, block + IV + 4, salt4 ^ ssrc);
        Libcrypto.MEMORY.set(BIG_ENDIAN_INT, block + IV + 8, salt8 ^ (int) (index >>> 16));
        Libcrypto.MEMORY.set(BIG_ENDIAN_INT, block + IV + 12, salt12 ^ (int) (index << 16));
        long context = contexts.encryption();
        require(cipher.startEncryption(context, 0, 0, block + IV, IV_LENGTH));
        require(cipher.crypt(context, text, block + OUT_LENGTH));
    }

    /** RFC 3711, 4.2: the roll-over counter is authenticated with the packet; it goes behind it. */
    private static void computeRtpTag(long block, byte[] array, int length, long index) {
        Transform.put32(array, length, (int) (index >>> 16));
        NativeHmacSha1.digest(block, array, length + WORD_LENGTH);
    }

    private void putTag(long block, byte[] array, int offset) {
        for (int i = 0; i < tagLength; i++) {
            array[offset + i] = tagByte(block, i);
        }
    }

    /** Whether the tag just computed is there; takes the same time wherever they differ. */
    private boolean tagIsAt(long block, byte[] array, int offset) {
        int difference = 0;
        for (int i = 0; i < tagLength; i++) {
            difference |= array[offset + i] ^ tagByte(block, i);
        }
        return difference == 0;
    }

    private static byte tagByte(long block, int i) {
        return (byte) (NativeHmacSha1.word(block, i / 4) >>> 24 - 8 * (i % 4));
    }

    private static void require(int result) {
        if (result != 1) throw new IllegalStateException("AES counter mode of libcrypto failed");
    }
}
