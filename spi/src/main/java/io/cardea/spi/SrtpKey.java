package io.cardea.spi;

import java.util.Arrays;

/**
 * A pre-shared SRTP key: AES_CM_128_HMAC_SHA1_{@code tagBits} (RFC 3711, RFC 4568).
 *
 * @param tagBits 32 or 80
 * @param keyAndSalt 16 bytes of key and 14 of salt
 */
public record SrtpKey(int tagBits, byte[] keyAndSalt) {
    /** Bytes of key and salt together. */
    public static final int LENGTH = 30;

    public SrtpKey {
        if (tagBits != 32 && tagBits != 80) {
            throw new IllegalArgumentException("SRTP suite " + tagBits);
        }
        if (keyAndSalt.length != LENGTH) {
            throw new IllegalArgumentException("SRTP key of " + keyAndSalt.length + " bytes");
        }
        keyAndSalt = keyAndSalt.clone();
    }

    @Override
    public byte[] keyAndSalt() {
        return keyAndSalt.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SrtpKey k
                && tagBits == k.tagBits
                && Arrays.equals(keyAndSalt, k.keyAndSalt);
    }

    @Override
    public int hashCode() {
        return 31 * tagBits + Arrays.hashCode(keyAndSalt);
    }

    /** The key is a secret. */
    @Override
    public String toString() {
        return "SrtpKey[" + tagBits + "]";
    }
}
