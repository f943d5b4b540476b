package io.cardea.media;

import io.cardea.media.EngineSettings.Interfaces;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The local addresses to gather candidates on, by Janus's rules: interfaces that are up, no
 * loopback; IPv6 and link-local only on request; lists match by prefix on name or address.
 */
final class LocalAddresses {
    private LocalAddresses() {}

    /** With port 0 and UDP. */
    static List<TransportAddress> find(Interfaces wanted) throws SocketException {
        List<TransportAddress> found = new ArrayList<>();
        for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (!nic.isUp() || (nic.isLoopback() && !wanted.loopback())) continue;
            for (InetAddress address : Collections.list(nic.getInetAddresses())) {
                if (accepts(wanted, nic.getName(), address)) {
                    found.add(TransportAddress.of(Protocol.UDP, address, 0));
                }
            }
        }
        return found;
    }

    static boolean accepts(Interfaces wanted, String name, InetAddress address) {
        if (address.isLoopbackAddress() && !wanted.loopback()) return false;
        if (address.isMulticastAddress() || address.isAnyLocalAddress()) return false;
        if (address instanceof Inet6Address) {
            if (!wanted.ipv6()) return false;
            if (address.isLinkLocalAddress() && !wanted.ipv6LinkLocal()) return false;
        }
        String text = text(address);
        // With an enforce list the names to ignore are not used, the addresses still are.
        if (matches(wanted.ignore(), text)) return false;
        if (wanted.enforce().isEmpty()) return !matches(wanted.ignore(), name);
        return matches(wanted.enforce(), name) || matches(wanted.enforce(), text);
    }

    private static boolean matches(List<String> prefixes, String text) {
        return prefixes.stream().anyMatch(prefix -> !prefix.isEmpty() && text.startsWith(prefix));
    }

    /** Without the zone that the JDK adds to link-local addresses. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
