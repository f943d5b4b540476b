package io.cardea.transport.netty;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Turns the {@code interface}, {@code ip} and {@code port} of a listener into addresses. */
public final class Bindings {
    private static final int MAX_PORT = 65_535;

    private Bindings() {}

    /**
     * Where to listen. Both keys take several values separated by commas; an {@code interface} may
     * be a name, which stands for all its addresses, or an address. If {@code ip} is there it
     * decides. With neither it is any address, IPv4 and IPv6.
     *
     * @throws SettingsException if an interface does not exist or an address is none
     */
    public static List<InetSocketAddress> read(
            Settings section, String interfaceKey, String ipKey, String portKey, int fallback) {
        int port = port(section, portKey, fallback);
        List<InetSocketAddress> addresses = new ArrayList<>();
        List<String> ips = section.words(ipKey);
        for (String ip : ips) {
            addresses.add(new InetSocketAddress(literal(section, ipKey, ip), port));
        }
        if (!ips.isEmpty()) return List.copyOf(addresses);
        for (String name : section.words(interfaceKey)) {
            for (InetAddress address : ofInterface(section, interfaceKey, name)) {
                addresses.add(new InetSocketAddress(address, port));
            }
        }
        return addresses.isEmpty() ? List.of(any(port)) : List.copyOf(addresses);
    }

    private static InetSocketAddress any(int port) {
        boolean ipv6 = !NetUtil.isIpV4StackPreferred() && hasIpv6();
        return new InetSocketAddress(
                NetUtil.createInetAddressFromIpAddressString(ipv6 ? "::" : "0.0.0.0"), port);
    }

    private static boolean hasIpv6() {
        try (ServerSocketChannel probe = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            probe.bind(new InetSocketAddress(NetUtil.LOCALHOST6, 0));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static int port(Settings section, String key, int fallback) {
        long port = section.integer(key, fallback);
        if (port >= 0 && port <= MAX_PORT) return (int) port;
        throw new SettingsException(section.where(), key, "no port number: " + port);
    }

    private static InetAddress literal(Settings section, String key, String text) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address != null) return address;
        throw new SettingsException(section.where(), key, "no address: " + text);
    }

    private static List<InetAddress> ofInterface(Settings section, String key, String name) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(name);
        if (literal != null) return List.of(literal);
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found != null) return Collections.list(found.getInetAddresses());
        } catch (SocketException e) {
            throw new SettingsException(section.where(), key, name + ": " + e.getMessage());
        }
        throw new SettingsException(section.where(), key, "no such interface: " + name);
    }
}
