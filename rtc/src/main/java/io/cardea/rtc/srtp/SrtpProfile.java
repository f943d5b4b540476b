package io.cardea.rtc.srtp;

import java.util.Optional;

/**
 * An SRTP protection profile: a cipher, an authentication transform, and their lengths in bytes
 * (RFC 5764, 4.1.2; RFC 7714, 14.2). The ids are those of the {@code use_srtp} extension.
 */
public enum SrtpProfile {
    AEAD_AES_128_GCM(0x0007, 16, 12, 16, 16),
    AEAD_AES_256_GCM(0x0008, 32, 12, 16, 16),
    AES_CM_128_HMAC_SHA1_80(0x0001, 16, 14, 10, 10),
    AES_CM_128_HMAC_SHA1_32(0x0002, 16, 14, 4, 10);

    private final int id;
    private final int keyLength;
    private final int saltLength;
    private final int rtpTagLength;
    private final int rtcpTagLength;

    SrtpProfile(int id, int keyLength, int saltLength, int rtpTagLength, int rtcpTagLength) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.rtpTagLength = rtpTagLength;
        this.rtcpTagLength = rtcpTagLength;
    }

    /** The profile with that id, if it is one of ours. */
    public static Optional<SrtpProfile> byId(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) return Optional.of(profile);
        }
        return Optional.empty();
    }

    public int id() {
        return id;
    }

    /** Length of the master key, and of the session keys for encryption. */
    public int keyLength() {
        return keyLength;
    }

    /** Length of the master salt, and of the session salts. */
    public int saltLength() {
        return saltLength;
    }

    public int rtpTagLength() {
        return rtpTagLength;
    }

    /** RFC 5764, 4.1.2: 80 bits for SRTCP in both HMAC profiles. */
    public int rtcpTagLength() {
        return rtcpTagLength;
    }

    public boolean isAead() {
        return this == AEAD_AES_128_GCM || this == AEAD_AES_256_GCM;
    }
}
