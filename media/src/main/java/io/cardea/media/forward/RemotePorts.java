package io.cardea.media.forward;

import io.cardea.media.LoopPort;
import io.cardea.media.MediaLoop;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Opens the ports of remote sources on a loop. */
final class RemotePorts {
    /** compat: where Janus takes random ports from. */
    static final int FIRST_PORT = 10_000;

    static final int LAST_PORT = 60_000;

    /** Random ports tried. */
    static final int MAX_TRIES = 100;

    /** Remote sources of one loop; one more is refused. */
    static final int MAX_SOURCES = 1_024;

    private final MediaLoop loop;
    private final RandomGenerator random;
    private int sources;

    RemotePorts(MediaLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    RemoteSource open(RemoteSettings settings) throws IOException {
        if (sources == MAX_SOURCES) throw new IOException("too many remote sources");
        RemoteReceiver receiver =
                new RemoteReceiver(
                        loop,
                        settings.srtp().map(SrtpKeys::session).orElse(null),
                        random.nextInt());
        List<LoopPort> media = media(settings, receiver::receive);
        List<LoopPort> rtcp;
        try {
            Optional<InetAddress> group = settings.multicast().map(RemoteSettings.Multicast::group);
            List<TransportAddress> bases =
                    settings.local().isPresent() || group.isEmpty()
                            ? bases(settings.local())
                            : List.of(any(isIpv6(group.get())));
            rtcp = open(bases, settings.rtcpPort(), receiver::receiveRtcp);
        } catch (IOException | RuntimeException e) {
            media.forEach(LoopPort::close);
            throw e;
        }
        receiver.own(media, rtcp);
        sources++;
        return new RemoteSource(
                loop,
                receiver,
                media.getFirst().local().port(),
                rtcp.getFirst().local().port(),
                this::closed);
    }

    private void closed() {
        sources--;
    }

    private List<LoopPort> media(RemoteSettings settings, Consumer<Packet> receiver)
            throws IOException {
        if (settings.multicast().isEmpty()) {
            return open(bases(settings.local()), settings.port(), receiver);
        }
        RemoteSettings.Multicast multicast = settings.multicast().get();
        boolean ipv6 = isIpv6(multicast.group());
        List<LoopPort> opened = open(List.of(any(ipv6)), settings.port(), receiver);
        try {
            opened.getFirst().join(multicast.group(), multicast.nic());
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.forEach(LoopPort::close);
            throw e;
        }
    }

    /** Without an address: all of IPv4, and of IPv6 where there is. */
    private static List<TransportAddress> bases(Optional<InetAddress> local) {
        return local.map(address -> List.of(TransportAddress.of(Protocol.UDP, address, 0)))
                .orElseGet(() -> List.of(any(false), any(true)));
    }

    private static TransportAddress any(boolean ipv6) {
        return ForwarderPorts.anyAddress(ipv6);
    }

    private static boolean isIpv6(InetAddress address) {
        return address.getAddress().length == 16;
    }

    private List<LoopPort> open(List<TransportAddress> bases, int wanted, Consumer<Packet> receiver)
            throws IOException {
        if (wanted > 0) return openAt(bases, wanted, receiver);
        for (int i = 0; i < MAX_TRIES; i++) {
            int port = random.nextInt(FIRST_PORT, LAST_PORT + 1);
            try {
                return openAt(bases, port, receiver);
            } catch (BindException e) {
                continue; // somebody else's
            }
        }
        throw new BindException("no free port");
    }

    private List<LoopPort> openAt(List<TransportAddress> bases, int port, Consumer<Packet> receiver)
            throws IOException {
        List<LoopPort> opened = new ArrayList<>();
        opened.add(loop.open(bases.getFirst().withPort(port), receiver));
        for (TransportAddress further : bases.subList(1, bases.size())) {
            try {
                opened.add(loop.open(further.withPort(port), receiver));
            } catch (IOException e) {
                continue; // no IPv6 here, or a platform whose IPv6 ports are IPv4 ports, too
            }
        }
        return opened;
    }
}
