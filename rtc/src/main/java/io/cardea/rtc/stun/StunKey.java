package io.cardea.rtc.stun;

import io.cardea.rtc.packet.Packet;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key of MESSAGE-INTEGRITY, ready to sign and to verify (RFC 8489, 14.5: HMAC-SHA1).
 *
 * <p>Belongs to one loop: it holds a digest under way. Signing and verifying do not allocate, which
 * is why HMAC (RFC 2104) is written out here: the JDK's own returns a new array each time.
 */
public final class StunKey {
    /** Bytes of an HMAC-SHA1. */
    public static final int MAC_LENGTH = 20;

    private static final int BLOCK = 64;

    private final byte[] innerPad = new byte[BLOCK];
    private final byte[] outerPad = new byte[BLOCK];
    private final byte[] mac = new byte[MAC_LENGTH];
    private final byte[] lengthField = new byte[2];
    private final MessageDigest sha1;

    private StunKey(byte[] key) {
        sha1 = digest("SHA-1");
        byte[] block = key.length > BLOCK ? sha1.digest(key) : key;
        for (int i = 0; i < BLOCK; i++) {
            int b = i < block.length ? block[i] : 0;
            innerPad[i] = (byte) (b ^ 0x36);
            outerPad[i] = (byte) (b ^ 0x5C);
        }
    }

    /** The key of a short-term credential: the password (RFC 8489, 9.1.1). */
    public static StunKey shortTerm(String password) {
        return new StunKey(password.getBytes(StandardCharsets.UTF_8));
    }

    /** The key of a long-term credential, by MD5 (RFC 8489, 9.2.2). */
    public static StunKey longTerm(String username, String realm, String password) {
        String text = username + ":" + realm + ":" + password;
        return new StunKey(digest("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether MESSAGE-INTEGRITY is there and right; compares in constant time. */
    public boolean verify(Packet lent) {
        int at = Stun.find(lent, Stun.MESSAGE_INTEGRITY, MAC_LENGTH);
        if (at == Stun.ABSENT) return false;
        compute(lent.array(), at - 4);
        int difference = 0;
        for (int i = 0; i < MAC_LENGTH; i++) {
            difference |= mac[i] ^ lent.array()[at + i];
        }
        return difference == 0;
    }

    /** Writes the HMAC of the first {@code length} bytes of a message to {@code target}. */
    void sign(byte[] message, int length, int target) {
        compute(message, length);
        System.arraycopy(mac, 0, message, target, MAC_LENGTH);
    }

    private void compute(byte[] message, int length) {
        // The header's length counts as if MESSAGE-INTEGRITY were the last attribute.
        int covered = length - Stun.HEADER_LENGTH + 4 + MAC_LENGTH;
        lengthField[0] = (byte) (covered >>> 8);
        lengthField[1] = (byte) covered;
        try {
            sha1.update(innerPad, 0, BLOCK);
            sha1.update(message, 0, 2);
            sha1.update(lengthField, 0, 2);
            sha1.update(message, 4, length - 4);
            sha1.digest(mac, 0, MAC_LENGTH);
            sha1.update(outerPad, 0, BLOCK);
            sha1.update(mac, 0, MAC_LENGTH);
            sha1.digest(mac, 0, MAC_LENGTH);
        } catch (DigestException e) {
            throw new AssertionError(e);
        }
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has SHA-1 and MD5.
            throw new AssertionError(e);
        }
    }
}
