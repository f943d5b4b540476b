package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.ExtensionIds;
import java.util.List;
import java.util.Optional;

/**
 * What an offer and its answer have agreed on: all that a {@code Peer} needs to know of SDP.
 *
 * <p>A value, made on the control plane and posted to the loop whole after each negotiation.
 *
 * @param remoteUfrag the other side's ICE user fragment
 * @param remotePassword the other side's ICE password
 * @param remoteIceLite whether the other side is an ICE-lite agent
 * @param remoteTrickle whether the other side may still send candidates
 * @param remoteCandidates candidate lines found in its SDP, without {@code a=}
 * @param remoteFingerprint empty only when WebRTC encryption is switched off
 * @param dtlsClient whether we are the DTLS client (our setup is {@code active})
 * @param controlling whether we made the first offer, and so control ICE unless lite
 * @param extensions ids of header extensions: one per URI for the whole PeerConnection
 * @param media one per m-line, in order, disabled ones included
 */
public record NegotiatedSession(
        String remoteUfrag,
        String remotePassword,
        boolean remoteIceLite,
        boolean remoteTrickle,
        List<String> remoteCandidates,
        Optional<Fingerprint> remoteFingerprint,
        boolean dtlsClient,
        boolean controlling,
        ExtensionIds extensions,
        List<NegotiatedMedia> media) {
    public NegotiatedSession {
        remoteCandidates = List.copyOf(remoteCandidates);
        media = List.copyOf(media);
    }

    /**
     * A certificate fingerprint (RFC 8122, 5).
     *
     * @param hash {@code sha-256} or {@code sha-1}
     * @param value upper-case hexadecimal with colons
     */
    public record Fingerprint(String hash, String value) {}
}
