package io.cardea.tools.load.peer;

import io.cardea.rtc.srtp.SrtpProfile;
import java.util.List;

/** Which SRTP profiles are offered in the DTLS handshake. */
public enum Suite {
    /** All that browsers have; the server chooses where it may. */
    ANY,
    AEAD_AES_128_GCM,
    AES_CM_128_HMAC_SHA1_80;

    List<SrtpProfile> profiles() {
        return switch (this) {
            case ANY -> List.of(SrtpProfile.values());
            case AEAD_AES_128_GCM -> List.of(SrtpProfile.AEAD_AES_128_GCM);
            case AES_CM_128_HMAC_SHA1_80 -> List.of(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
        };
    }
}
