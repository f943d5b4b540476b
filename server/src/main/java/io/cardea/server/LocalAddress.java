package io.cardea.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;

/** Which of this machine's addresses is ours. */
final class LocalAddress {
    /** Where a datagram would go that leaves this network; none is sent. */
    private static final InetSocketAddress FAR_IPV4 = new InetSocketAddress("1.2.3.4", 1);

    private static final InetSocketAddress FAR_IPV6 = new InetSocketAddress("2002::", 1);

    private LocalAddress() {}

    /**
     * The address as text.
     *
     * @param wanted an address or the name of an interface; empty to take the one that the system
     *     would use to reach others, IPv4 first
     * @throws StartException if there is no such interface
     */
    static String find(Optional<String> wanted) {
        if (wanted.isPresent()) return named(wanted.get());
        return towards(FAR_IPV4)
                .or(() -> towards(FAR_IPV6))
                .map(InetAddress::getHostAddress)
                .orElse("127.0.0.1");
    }

    /** Whether nobody outside can know it; false for what is no address. */
    static boolean isPrivate(String address) {
        try {
            InetAddress known = InetAddress.ofLiteral(address);
            return known.isSiteLocalAddress()
                    || known.isLinkLocalAddress()
                    || known.isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String named(String wanted) {
        if (wanted.indexOf(':') >= 0 || wanted.matches("[0-9.]+")) return wanted;
        try {
            NetworkInterface network = NetworkInterface.getByName(wanted);
            if (network == null) throw new StartException("no such interface: " + wanted);
            return Collections.list(network.getInetAddresses()).stream()
                    .min(Comparator.comparing(a -> !(a instanceof Inet4Address)))
                    .map(InetAddress::getHostAddress)
                    .orElseThrow(() -> new StartException("interface without address: " + wanted));
        } catch (SocketException e) {
            throw new StartException("cannot look at interface " + wanted);
        }
    }

    private static Optional<InetAddress> towards(InetSocketAddress far) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(far);
            InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
            InetAddress address = local.getAddress();
            return address.isAnyLocalAddress() ? Optional.empty() : Optional.of(address);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
