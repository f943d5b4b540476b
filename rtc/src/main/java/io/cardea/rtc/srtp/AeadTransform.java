package io.cardea.rtc.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-GCM for SRTP and SRTCP (RFC 7714).
 *
 * <p>Per packet the JDK leaves about a kilobyte of garbage: a parameter object with a copy of the
 * IV, and the GHASH and counter state it makes anew at every init.
 */
final class AeadTransform implements Transform {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int IV_LENGTH = 12;
    private static final int TAG_LENGTH = 16;
    private static final int WORD_LENGTH = 4;

    private final SecretKey key;
    private final byte[] salt;
    private final byte[] iv = new byte[IV_LENGTH];
    private final byte[] word = new byte[WORD_LENGTH];
    private @Nullable Cipher encryption;
    private @Nullable Cipher decryption;

    AeadTransform(byte[] sessionKey, byte[] sessionSalt) {
        key = new SecretKeySpec(sessionKey, "AES");
        salt = sessionSalt.clone();
    }

    @Override
    public void protectRtp(byte[] array, int header, int length, int ssrc, long index) {
        try {
            Cipher cipher = encryption(ssrc, index);
            cipher.updateAAD(array, 0, header);
            cipher.doFinal(array, header, length - header, array, header);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean unprotectRtp(byte[] array, int header, int length, int ssrc, long index) {
        try {
            Cipher cipher = decryption(ssrc, index);
            cipher.updateAAD(array, 0, header);
            cipher.doFinal(array, header, length - header, array, header);
            return true;
        } catch (AEADBadTagException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void protectRtcp(byte[] array, int length, int ssrc, int index) {
        Transform.put32(word, 0, index | ENCRYPTED);
        try {
            Cipher cipher = encryption(ssrc, index);
            cipher.updateAAD(array, 0, RTCP_HEADER);
            cipher.updateAAD(word);
            cipher.doFinal(array, RTCP_HEADER, length - RTCP_HEADER, array, RTCP_HEADER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        // RFC 7714, 9.2: here the index follows the tag.
        System.arraycopy(word, 0, array, length + TAG_LENGTH, WORD_LENGTH);
    }

    @Override
    public int rtcpIndexWord(byte[] array, int length) {
        return Transform.i32(array, length - WORD_LENGTH);
    }

    @Override
    public boolean unprotectRtcp(byte[] array, int length, int ssrc) {
        int end = length - WORD_LENGTH;
        int indexWord = rtcpIndexWord(array, length);
        // RFC 7714, 9.3: an unencrypted packet is wholly associated data.
        int header = (indexWord & ENCRYPTED) != 0 ? RTCP_HEADER : end - TAG_LENGTH;
        try {
            Cipher cipher = decryption(ssrc, indexWord & ~ENCRYPTED);
            cipher.updateAAD(array, 0, header);
            cipher.updateAAD(array, end, WORD_LENGTH);
            cipher.doFinal(array, header, end - header, array, header);
            return true;
        } catch (AEADBadTagException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // The collector frees what the JDK holds.
    }

    private Cipher encryption(int ssrc, long index) throws GeneralSecurityException {
        Cipher cipher = encryption;
        if (cipher == null) encryption = cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters(ssrc, index));
        return cipher;
    }

    private Cipher decryption(int ssrc, long index) throws GeneralSecurityException {
        Cipher cipher = decryption;
        if (cipher == null) decryption = cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(Cipher.DECRYPT_MODE, key, parameters(ssrc, index));
        return cipher;
    }

    /** RFC 7714, 8.1 and 9.1: the SSRC, and the index in the last 6 bytes, XOR the salt. */
    private GCMParameterSpec parameters(int ssrc, long index) {
        System.arraycopy(salt, 0, iv, 0, IV_LENGTH);
        Transform.xor(iv, 2, 4, ssrc);
        Transform.xor(iv, 6, 6, index);
        return new GCMParameterSpec(8 * TAG_LENGTH, iv);
    }
}
