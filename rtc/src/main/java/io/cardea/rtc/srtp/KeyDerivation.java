package io.cardea.rtc.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key (RFC 3711, 4.3) with a key derivation rate of 0: they are derived
 * once. The pseudo-random function is AES in counter mode with the master key's own length (RFC
 * 6188; RFC 7714, 11).
 */
final class KeyDerivation {
    static final int RTP_ENCRYPTION = 0;
    static final int RTP_AUTHENTICATION = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_ENCRYPTION = 3;
    static final int RTCP_AUTHENTICATION = 4;
    static final int RTCP_SALT = 5;

    private static final int BLOCK = 16;
    private static final int LABEL_INDEX = 7;

    private KeyDerivation() {}

    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) {
        // RFC 3711, 4.3.1: x = (label << 48) XOR salt, both 112 bits wide, then shifted by 16. The
        // 96-bit salt of the AEAD profiles is padded with zeros at its end.
        byte[] iv = Arrays.copyOf(masterSalt, BLOCK);
        iv[LABEL_INDEX] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(masterKey, "AES"),
                    new IvParameterSpec(iv));
            return cipher.doFinal(new byte[length]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES counter mode is missing", e);
        }
    }
}
