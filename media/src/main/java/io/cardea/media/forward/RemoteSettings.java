package io.cardea.media.forward;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/**
 * Where a remote publisher's media is awaited.
 *
 * @param local the address to bind to; empty for all
 * @param multicast a group to join; the address to bind to then counts for RTCP alone
 * @param port 0 for a random one
 * @param rtcpPort 0 for a random one
 * @param srtp keys of audio and video; data and RTCP are never encrypted
 */
public record RemoteSettings(
        Optional<InetAddress> local,
        Optional<Multicast> multicast,
        int port,
        int rtcpPort,
        Optional<SrtpKeys> srtp) {
    public RemoteSettings {
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
        if (rtcpPort < 0 || rtcpPort > 65_535) {
            throw new IllegalArgumentException("RTCP port " + rtcpPort);
        }
    }

    /**
     * A multicast group.
     *
     * @param nic the interface to join on; empty for the system's choice
     */
    public record Multicast(InetAddress group, Optional<NetworkInterface> nic) {
        public Multicast {
            if (!group.isMulticastAddress()) {
                throw new IllegalArgumentException("not a multicast address");
            }
        }
    }
}
