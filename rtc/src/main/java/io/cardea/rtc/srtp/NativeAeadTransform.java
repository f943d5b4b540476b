package io.cardea.rtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/**
 * AES-GCM for SRTP and SRTCP (RFC 7714) by libcrypto. Keeps a context with the key in each
 * direction that is used; per packet it sets the IV only, and leaves no garbage.
 *
 * <p>Segments of a packet are made before the first call of the library: the compiler removes them
 * only while a method is not too large yet, and each call makes it large.
 */
final class NativeAeadTransform implements Transform {
    /** The ciphers of libcrypto, with the key's length; looked up once. */
    private static final class Ciphers {
        static final ProviderCipher AES_128 = new ProviderCipher("AES-128-GCM");
        static final ProviderCipher AES_256 = new ProviderCipher("AES-256-GCM");
    }

    /** {@code OSSL_CIPHER_PARAM_AEAD_TAG}. */
    private static final class TagName {
        static final long ADDRESS = make();

        private static long make() {
            byte[] name = {'t', 'a', 'g', 0};
            long address = Libcrypto.allocate(name.length);
            Libcrypto.put(name, address);
            return address;
        }
    }

    private static final ValueLayout.OfInt BIG_ENDIAN_INT =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int KEY_128 = 16;
    private static final int IV_LENGTH = 12;
    private static final int TAG_LENGTH = 16;
    private static final int WORD_LENGTH = 4;

    // The block: what each packet needs comes first, in two lines of the cache.
    private static final long OUT_LENGTH = 0;
    private static final long IV = 8;
    private static final long TAG = 24;

    // struct ossl_param_st: name, type, value, its size, the size returned; one without a name
    // ends.
    private static final long PARAMETERS = 40;
    private static final long PARAMETER_TYPE = PARAMETERS + 8;
    private static final long PARAMETER_VALUE = PARAMETERS + 16;
    private static final long PARAMETER_SIZE = PARAMETERS + 24;
    private static final long PARAMETERS_END = PARAMETERS + 40;
    private static final int OCTET_STRING = 5;
    private static final long KEY = PARAMETERS_END + 8;

    private final ProviderCipher cipher;
    private final NativeContexts contexts;
    private final int keyLength;
    private final int salt0;
    private final int salt4;
    private final int salt8;

    NativeAeadTransform(byte[] sessionKey, byte[] sessionSalt) {
        keyLength = sessionKey.length;
        cipher = keyLength == KEY_128 ? Ciphers.AES_128 : Ciphers.AES_256;
        salt0 = Transform.i32(sessionSalt, 0);
        salt4 = Transform.i32(sessionSalt, 4);
        salt8 = Transform.i32(sessionSalt, 8);
        contexts = new NativeContexts(this, cipher, KEY + keyLength);
        long block = contexts.block();
        Libcrypto.put(sessionKey, block + KEY);
        Libcrypto.MEMORY.set(JAVA_LONG, block + PARAMETERS, TagName.ADDRESS);
        Libcrypto.MEMORY.set(JAVA_INT_UNALIGNED, block + PARAMETER_TYPE, OCTET_STRING);
        Libcrypto.MEMORY.set(JAVA_LONG, block + PARAMETER_VALUE, block + TAG);
        Libcrypto.MEMORY.set(JAVA_LONG, block + PARAMETER_SIZE, TAG_LENGTH);
    }

    @Override
    public void protectRtp(byte[] array, int header, int length, int ssrc, long index) {
        MemorySegment packet = MemorySegment.ofArray(array);
        MemorySegment text = packet.asSlice(header, (long) length - header);
        try {
            long block = contexts.block();
            long context = startEncryption(block, ssrc, index);
            require(cipher.authenticate(context, packet, header, block + OUT_LENGTH));
            finishEncryption(block, context, text, array, length);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean unprotectRtp(byte[] array, int header, int length, int ssrc, long index) {
        int end = length - TAG_LENGTH;
        MemorySegment packet = MemorySegment.ofArray(array);
        MemorySegment text = packet.asSlice(header, (long) end - header);
        try {
            long block = contexts.block();
            long context = startDecryption(block, array, end, ssrc, index);
            require(cipher.authenticate(context, packet, header, block + OUT_LENGTH));
            return finishDecryption(block, context, text);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void protectRtcp(byte[] array, int length, int ssrc, int index) {
        // RFC 7714, 9.2: here the index follows the tag.
        int wordAt = length + TAG_LENGTH;
        MemorySegment packet = MemorySegment.ofArray(array);
        MemorySegment text = packet.asSlice(RTCP_HEADER, (long) length - RTCP_HEADER);
        MemorySegment word = packet.asSlice(wordAt, WORD_LENGTH);
        Transform.put32(array, wordAt, index | ENCRYPTED);
        try {
            long block = contexts.block();
            long context = startEncryption(block, ssrc, index);
            require(cipher.authenticate(context, packet, RTCP_HEADER, block + OUT_LENGTH));
            require(cipher.authenticate(context, word, WORD_LENGTH, block + OUT_LENGTH));
            finishEncryption(block, context, text, array, length);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int rtcpIndexWord(byte[] array, int length) {
        return Transform.i32(array, length - WORD_LENGTH);
    }

    @Override
    public boolean unprotectRtcp(byte[] array, int length, int ssrc) {
        int wordAt = length - WORD_LENGTH;
        int end = wordAt - TAG_LENGTH;
        int indexWord = rtcpIndexWord(array, length);
        // RFC 7714, 9.3: an unencrypted packet is wholly associated data.
        int header = (indexWord & ENCRYPTED) != 0 ? RTCP_HEADER : end;
        MemorySegment packet = MemorySegment.ofArray(array);
        MemorySegment text = packet.asSlice(header, (long) end - header);
        MemorySegment word = packet.asSlice(wordAt, WORD_LENGTH);
        try {
            long block = contexts.block();
            long context = startDecryption(block, array, end, ssrc, indexWord & ~ENCRYPTED);
            require(cipher.authenticate(context, packet, header, block + OUT_LENGTH));
            require(cipher.authenticate(context, word, WORD_LENGTH, block + OUT_LENGTH));
            return finishDecryption(block, context, text);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        contexts.free();
    }

    private long startEncryption(long block, int ssrc, long index) {
        long context = contexts.encryption();
        if (context == 0) {
            context = contexts.addEncryption();
            require(cipher.startEncryption(context, block + KEY, keyLength, 0, 0));
        }
        putIv(block, ssrc, index);
        require(cipher.startEncryption(context, 0, 0, block + IV, IV_LENGTH));
        return context;
    }

    /** Puts the tag to {@code end} of the array. */
    private void finishEncryption(
            long block, long context, MemorySegment text, byte[] array, int end) {
        if (text.byteSize() > 0) require(cipher.crypt(context, text, block + OUT_LENGTH));
        require(cipher.finish(context, block + TAG, block + OUT_LENGTH, TAG_LENGTH));
        require(cipher.parameters(context, block + PARAMETERS));
        MemorySegment.copy(Libcrypto.MEMORY, JAVA_BYTE, block + TAG, array, end, TAG_LENGTH);
    }

    /** With the tag that lies at {@code end}. */
    private long startDecryption(long block, byte[] array, int end, int ssrc, long index) {
        long context = contexts.decryption();
        if (context == 0) {
            context = contexts.addDecryption();
            require(cipher.startDecryption(context, block + KEY, keyLength, 0, 0));
        }
        putIv(block, ssrc, index);
        MemorySegment.copy(array, end, Libcrypto.MEMORY, JAVA_BYTE, block + TAG, TAG_LENGTH);
        require(cipher.startDecryption(context, 0, 0, block + IV, IV_LENGTH));
        require(cipher.setParameters(context, block + PARAMETERS));
        return context;
    }

    private boolean finishDecryption(long block, long context, MemorySegment text) {
        if (text.byteSize() > 0) require(cipher.crypt(context, text, block + OUT_LENGTH));
        return cipher.finish(context, block + TAG, block + OUT_LENGTH, TAG_LENGTH) == 1;
    }

    /** RFC 7714, 8.1 and 9.1: the SSRC, and the index in the last 6 bytes, XOR the salt. */
    private void putIv(long block, int ssrc, long index) {
        int middle = ssrc << 16 | (int) (index >>> 32) & 0xFFFF;
        Libcrypto.MEMORY.set(BIG_ENDIAN_INT, block + IV, salt0 ^ ssrc >>> 16);
        Libcrypto.MEMORY.set(BIG_ENDIAN_INT, block + IV + 4, salt4 ^ middle);
        Libcrypto.MEMORY.set(BIG_ENDIAN_INT, block + IV + 8, salt8 ^ (int) index);
    }

    private static void require(int result) {
        if (result != 1) throw new IllegalStateException("AES-GCM of libcrypto failed");
    }
}
