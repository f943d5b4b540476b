package io.cardea.rtc.sdp;

import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.util.List;
import java.util.Optional;

/**
 * What our side's ICE and DTLS put into our descriptions.
 *
 * @param ufrag our ICE user fragment; another one than before means an ICE restart
 * @param publicAddress for the {@code o=} and {@code c=} lines
 * @param fingerprint of our certificate; empty when WebRTC encryption is switched off
 * @param iceLite whether we are an ICE-lite agent
 * @param candidates {@code candidate:…} lines, without {@code a=}, to be put into the SDP
 * @param endOfCandidates whether these are all of them (half trickle)
 */
public record LocalTransport(
        String ufrag,
        String password,
        String publicAddress,
        Optional<Fingerprint> fingerprint,
        boolean iceLite,
        List<String> candidates,
        boolean endOfCandidates) {
    public LocalTransport {
        candidates = List.copyOf(candidates);
    }
}
