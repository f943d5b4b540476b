package io.cardea.spi;

import java.util.Optional;

/**
 * Where to await a remote publisher's media.
 *
 * @param multicastGroup an address to join; empty for none
 * @param networkInterface name or address to bind to, or to join on; empty for all
 * @param port 0 for any
 * @param rtcpPort 0 for any
 * @param srtp keys of audio and video; data is never encrypted
 */
public record RemoteSourceOptions(
        String multicastGroup,
        String networkInterface,
        int port,
        int rtcpPort,
        Optional<SrtpKey> srtp) {
    public RemoteSourceOptions {
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
        if (rtcpPort < 0 || rtcpPort > 65_535) {
            throw new IllegalArgumentException("RTCP port " + rtcpPort);
        }
    }
}
