package io.cardea.rtc.dtls;

import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;

/**
 * The keying material of a DTLS-SRTP association (RFC 5764, 4.2).
 *
 * @param localKey master key of what we send
 * @param remoteKey master key of what the peer sends
 */
public record SrtpKeys(
        SrtpProfile profile,
        byte[] localKey,
        byte[] localSalt,
        byte[] remoteKey,
        byte[] remoteSalt) {
    /** A session to protect what we send. */
    public SrtpSession outbound() {
        return new SrtpSession(profile, localKey, localSalt);
    }

    /** A session to unprotect what the peer sends. */
    public SrtpSession inbound() {
        return new SrtpSession(profile, remoteKey, remoteSalt);
    }
}
