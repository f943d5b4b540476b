package io.cardea.server.webrtc;

import io.cardea.media.forward.ForwardLayers;
import io.cardea.media.forward.ForwarderSettings;
import io.cardea.media.forward.Forwarding;
import io.cardea.media.forward.RemoteSettings;
import io.cardea.media.forward.SrtpKeys;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.server.gateway.Lane;
import io.cardea.spi.Forwarder;
import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.RemoteSource;
import io.cardea.spi.RemoteSourceOptions;
import io.cardea.spi.SrtpKey;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Opens RTP forwarders and remote sources for plugins. Any thread but a loop's. */
public final class EngineForwarding {
    private static final System.Logger LOG = System.getLogger(EngineForwarding.class.getName());

    private final Forwarding forwarding;
    private final Executor threads;

    /**
     * @param threads run the listeners of remote sources' tracks
     */
    public EngineForwarding(Forwarding forwarding, Executor threads) {
        this.forwarding = forwarding;
        this.threads = threads;
    }

    /**
     * A new forwarder.
     *
     * @throws IOException if no socket can be had, or there are too many
     */
    public Forwarder forwarder(ForwarderOptions options) throws IOException {
        ForwarderSettings settings =
                new ForwarderSettings(
                        TransportAddress.of(Protocol.UDP, options.target()),
                        options.rtcpPort(),
                        options.payloadType(),
                        options.ssrc(),
                        layers(options.layers()),
                        options.srtp().map(EngineForwarding::keys),
                        options.dataInRtp());
        return new EngineForwarder(forwarding.forward(settings));
    }

    private static ForwardLayers layers(ForwarderOptions.Layers layers) {
        return switch (layers) {
            case ForwarderOptions.Layers.Only(int substream) -> new ForwardLayers.Only(substream);
            case ForwarderOptions.Layers.Best() -> new ForwardLayers.Best();
            case ForwarderOptions.Layers.Each() -> new ForwardLayers.Each();
        };
    }

    private static SrtpKeys keys(SrtpKey key) {
        SrtpProfile profile =
                key.tagBits() == 32
                        ? SrtpProfile.AES_CM_128_HMAC_SHA1_32
                        : SrtpProfile.AES_CM_128_HMAC_SHA1_80;
        return new SrtpKeys(profile, key.keyAndSalt());
    }

    /**
     * Opens the ports of a remote publisher.
     *
     * @throws IOException if the ports, the interface or the group cannot be had
     */
    public RemoteSource remoteSource(RemoteSourceOptions options) throws IOException {
        Optional<InetAddress> group = group(options.multicastGroup());
        Optional<NetworkInterface> nic = nic(options.networkInterface());
        Optional<InetAddress> local =
                options.networkInterface().isEmpty()
                        ? Optional.empty()
                        : Optional.of(local(options.networkInterface(), nic, group));
        RemoteSettings settings =
                new RemoteSettings(
                        local,
                        group.map(address -> new RemoteSettings.Multicast(address, nic)),
                        options.port(),
                        options.rtcpPort(),
                        options.srtp().map(EngineForwarding::keys));
        String address = group.or(() -> local).map(InetAddress::getHostAddress).orElse("");
        Lane lane =
                new Lane(
                        threads,
                        fault -> LOG.log(Level.ERROR, "listener of a remote source failed", fault));
        return new EngineRemoteSource(forwarding.receive(settings), address, lane);
    }

    private static Optional<InetAddress> group(String text) throws IOException {
        if (text.isEmpty()) return Optional.empty();
        InetAddress address = literal(text);
        if (!address.isMulticastAddress()) throw new IOException("not a multicast group: " + text);
        return Optional.of(address);
    }

    private static InetAddress literal(String text) throws IOException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("no such interface or address: " + text, e);
        }
    }

    private static Optional<NetworkInterface> nic(String text) throws IOException {
        if (text.isEmpty()) return Optional.empty();
        NetworkInterface named = NetworkInterface.getByName(text);
        if (named != null) return Optional.of(named);
        return Optional.ofNullable(NetworkInterface.getByInetAddress(literal(text)));
    }

    /** The address itself, or of the interface's: of the group's family, or IPv4 first. */
    private static InetAddress local(
            String text, Optional<NetworkInterface> nic, Optional<InetAddress> group)
            throws IOException {
        if (nic.isEmpty()) throw new IOException("no such interface or address: " + text);
        if (!nic.get().getName().equals(text)) return literal(text);
        int wanted = group.map(address -> address.getAddress().length).orElse(0);
        List<InetAddress> addresses = Collections.list(nic.get().getInetAddresses());
        return addresses.stream()
                .filter(address -> wanted == 0 || address.getAddress().length == wanted)
                .min(Comparator.comparingInt(address -> address.getAddress().length))
                .orElseThrow(() -> new IOException("no address on interface " + text));
    }
}
