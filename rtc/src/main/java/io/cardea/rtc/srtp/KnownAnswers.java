package io.cardea.rtc.srtp;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One packet of each profile whose encryption is known, to try a cipher with before it is trusted:
 * those of RFC 7714, 16, and for counter mode one under the keys of RFC 3711, B.3, that other
 * implementations agree on.
 */
final class KnownAnswers {
    private static final byte[] AEAD_KEY =
            hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final byte[] AEAD_SALT = hex("517569642070726f2071756f");
    private static final byte[] AEAD_PLAIN =
            hex(
                    "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976"
                            + "69736120696e207061727465732074726573");
    private static final byte[] AEAD_128 =
            hex(
                    "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd5"
                            + "0d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee439"
                            + "0cce");
    private static final byte[] AEAD_256 =
            hex(
                    "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab1801238"
                            + "9a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a7"
                            + "6c13");

    private static final byte[] COUNTER_KEY = hex("c61e7a93744f39ee10734afe3ff7a087");
    private static final byte[] COUNTER_SALT = hex("30cbbc08863d8c85d49db34a9ae1");
    private static final byte[] COUNTER_MAC = hex("cebe321f6ff7716b6fd4ab49af256a156d38baa4");
    private static final byte[] COUNTER_PLAIN = hex("800f1234decafbadcafebabe" + "ab".repeat(16));
    private static final byte[] COUNTER =
            hex(
                    "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402"
                            + "b78d6acc99ea179b8dbb");

    private static final int HEADER = 12;
    private static final int SEQUENCE_NUMBER = 2;
    private static final int SSRC = 8;

    private KnownAnswers() {}

    /** Whether the cipher makes and takes the known packet, and takes none that was changed. */
    static boolean hold(SrtpProfile profile, SrtpCipher cipher) {
        return switch (profile) {
            case AEAD_AES_128_GCM ->
                    holds(
                            cipher.aead(Arrays.copyOf(AEAD_KEY, 16), AEAD_SALT),
                            AEAD_PLAIN,
                            AEAD_128);
            case AEAD_AES_256_GCM -> holds(cipher.aead(AEAD_KEY, AEAD_SALT), AEAD_PLAIN, AEAD_256);
            case AES_CM_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_32 -> {
                int tagLength = profile.rtpTagLength();
                byte[] known = Arrays.copyOf(COUNTER, COUNTER_PLAIN.length + tagLength);
                yield holds(
                        cipher.counterMode(COUNTER_KEY, COUNTER_SALT, COUNTER_MAC, tagLength),
                        COUNTER_PLAIN,
                        known);
            }
        };
    }

    private static boolean holds(Transform transform, byte[] plain, byte[] known) {
        try {
            int ssrc = Transform.i32(known, SSRC);
            int index = Transform.i32(known, SEQUENCE_NUMBER) >>> 16;
            byte[] changed = known.clone();
            changed[HEADER] ^= 1;
            if (transform.unprotectRtp(changed, HEADER, known.length, ssrc, index)) return false;

            byte[] array = Arrays.copyOf(plain, known.length);
            transform.protectRtp(array, HEADER, plain.length, ssrc, index);
            if (!Arrays.equals(known, array)) return false;

            return transform.unprotectRtp(array, HEADER, known.length, ssrc, index)
                    && Arrays.equals(plain, Arrays.copyOf(array, plain.length));
        } finally {
            transform.close();
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
