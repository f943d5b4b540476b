package io.cardea.media.forward;

import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import java.util.Arrays;

/**
 * A pre-shared SRTP key, as SDES would carry it (RFC 4568, 6.1).
 *
 * @param keyAndSalt the master key followed by the master salt
 */
public record SrtpKeys(SrtpProfile profile, byte[] keyAndSalt) {
    public SrtpKeys {
        if (keyAndSalt.length != profile.keyLength() + profile.saltLength()) {
            throw new IllegalArgumentException("SRTP key of " + keyAndSalt.length + " bytes");
        }
        keyAndSalt = keyAndSalt.clone();
    }

    @Override
    public byte[] keyAndSalt() {
        return keyAndSalt.clone();
    }

    SrtpSession session() {
        int key = profile.keyLength();
        return new SrtpSession(
                profile,
                Arrays.copyOf(keyAndSalt, key),
                Arrays.copyOfRange(keyAndSalt, key, keyAndSalt.length));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SrtpKeys k
                && profile == k.profile
                && Arrays.equals(keyAndSalt, k.keyAndSalt);
    }

    @Override
    public int hashCode() {
        return 31 * profile.hashCode() + Arrays.hashCode(keyAndSalt);
    }

    /** The key is a secret. */
    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}
