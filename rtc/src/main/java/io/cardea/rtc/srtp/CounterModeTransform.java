package io.cardea.rtc.srtp;

import io.cardea.rtc.packet.Packet;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode with HMAC-SHA1 (RFC 3711, 4.1.1 and 4.2.1).
 *
 * <p>Per packet the JDK leaves about 150 bytes of garbage: a parameter object with a copy of the
 * IV, and copies of the key that the cipher compares at init. It would copy the payload as well if
 * asked to write where it reads, so it does not.
 */
final class CounterModeTransform implements Transform {
    /** RFC 3711, 5.2: the length of the HMAC key. */
    static final int AUTHENTICATION_KEY_LENGTH = 20;

    private static final int BLOCK = 16;
    private static final int BLOCKS = Packet.CAPACITY;
    private static final int DIGEST_LENGTH = 20;
    private static final int WORD_LENGTH = 4;

    private final SecretKey key;
    private final byte[] salt;
    private final int tagLength;
    private final Cipher cipher;
    private final Mac mac;
    private final byte[] iv = new byte[BLOCK];
    private final byte[] crypted = new byte[BLOCKS];
    private final byte[] digest = new byte[DIGEST_LENGTH];
    private final byte[] word = new byte[WORD_LENGTH];

    CounterModeTransform(
            byte[] sessionKey, byte[] sessionSalt, byte[] authenticationKey, int tagLength) {
        key = new SecretKeySpec(sessionKey, "AES");
        salt = sessionSalt.clone();
        this.tagLength = tagLength;
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authenticationKey, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES counter mode or HMAC-SHA1 is missing", e);
        }
    }

    @Override
    public void protectRtp(byte[] array, int header, int length, int ssrc, long index) {
        crypt(array, header, length, ssrc, index);
        computeRtpTag(array, length, index);
        System.arraycopy(digest, 0, array, length, tagLength);
    }

    @Override
    public boolean unprotectRtp(byte[] array, int header, int length, int ssrc, long index) {
        int end = length - tagLength;
        computeRtpTag(array, end, index);
        if (!tagIsAt(array, end)) return false;
        crypt(array, header, end, ssrc, index);
        return true;
    }

    @Override
    public void protectRtcp(byte[] array, int length, int ssrc, int index) {
        crypt(array, RTCP_HEADER, length, ssrc, index);
        Transform.put32(array, length, index | ENCRYPTED);
        computeTag(array, length + WORD_LENGTH);
        System.arraycopy(digest, 0, array, length + WORD_LENGTH, tagLength);
    }

    @Override
    public int rtcpIndexWord(byte[] array, int length) {
        return Transform.i32(array, length - tagLength - WORD_LENGTH);
    }

    @Override
    public boolean unprotectRtcp(byte[] array, int length, int ssrc) {
        int end = length - tagLength;
        computeTag(array, end);
        if (!tagIsAt(array, end)) return false;
        int indexWord = rtcpIndexWord(array, length);
        if ((indexWord & ENCRYPTED) != 0) {
            crypt(array, RTCP_HEADER, end - WORD_LENGTH, ssrc, indexWord & ~ENCRYPTED);
        }
        return true;
    }

    @Override
    public void close() {
        // The collector frees what the JDK holds.
    }

    /** RFC 3711, 4.1.1: IV = (salt << 16) XOR (SSRC << 64) XOR (index << 16). */
    private void crypt(byte[] array, int from, int to, int ssrc, long index) {
        if (from == to) return;
        System.arraycopy(salt, 0, iv, 0, salt.length);
        iv[BLOCK - 2] = 0;
        iv[BLOCK - 1] = 0;
        Transform.xor(iv, 4, 4, ssrc);
        Transform.xor(iv, 8, 6, index);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
            for (int at = from; at < to; at += BLOCKS) {
                int count = Math.min(to - at, BLOCKS);
                cipher.update(array, at, count, crypted, 0);
                System.arraycopy(crypted, 0, array, at, count);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 3711, 4.2: the roll-over counter is authenticated with the packet. */
    private void computeRtpTag(byte[] array, int length, long index) {
        Transform.put32(word, 0, (int) (index >>> 16));
        mac.update(array, 0, length);
        computeTag(word, WORD_LENGTH);
    }

    private void computeTag(byte[] array, int length) {
        mac.update(array, 0, length);
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the tag just computed is there; takes the same time wherever they differ. */
    private boolean tagIsAt(byte[] array, int offset) {
        int difference = 0;
        for (int i = 0; i < tagLength; i++) {
            difference |= array[offset + i] ^ digest[i];
        }
        return difference == 0;
    }
}
