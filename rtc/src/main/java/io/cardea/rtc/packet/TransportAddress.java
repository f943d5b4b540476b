package io.cardea.rtc.packet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An IP address, a port and the transport protocol they are used with (RFC 8445, 4: "transport
 * address").
 *
 * <p>A value: any thread. Never holds a name, only an address. IPv4 is kept apart from IPv6: an
 * IPv4-mapped IPv6 address is folded to IPv4 on creation, so that equality means the same peer.
 */
public final class TransportAddress {
    /** The transport below ICE. */
    public enum Protocol {
        UDP,
        TCP
    }

    private final Protocol protocol;
    private final boolean ipv6;
    private final long high;
    private final long low;
    private final int port;
    private final int hash;

    private TransportAddress(Protocol protocol, boolean ipv6, long high, long low, int port) {
        this.protocol = protocol;
        this.ipv6 = ipv6;
        this.high = high;
        this.low = low;
        this.port = port;
        long mix =
                (high * 31 + low) * 0x9E3779B97F4A7C15L + port * 0x85EBCA6BL + protocol.ordinal();
        this.hash = (int) (mix ^ (mix >>> 32));
    }

    /** An IPv4 address, {@code address} in network order. */
    public static TransportAddress ipv4(Protocol protocol, int address, int port) {
        return new TransportAddress(protocol, false, 0, address & 0xFFFF_FFFFL, port);
    }

    /** An IPv6 address as two big-endian halves; a mapped IPv4 address becomes IPv4. */
    public static TransportAddress ipv6(Protocol protocol, long high, long low, int port) {
        if (high == 0 && (low >>> 32) == 0xFFFFL) return ipv4(protocol, (int) low, port);
        return new TransportAddress(protocol, true, high, low, port);
    }

    /** From the JDK's form, which must be resolved. */
    public static TransportAddress of(Protocol protocol, InetSocketAddress address) {
        return of(protocol, address.getAddress(), address.getPort());
    }

    /** From the JDK's form. */
    public static TransportAddress of(Protocol protocol, InetAddress address, int port) {
        byte[] raw = address.getAddress();
        if (raw.length == 4) return ipv4(protocol, (int) bigEndian(raw, 0, 4), port);
        return ipv6(protocol, bigEndian(raw, 0, 8), bigEndian(raw, 8, 8), port);
    }

    private static long bigEndian(byte[] raw, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (raw[from + i] & 0xFF);
        }
        return value;
    }

    public Protocol protocol() {
        return protocol;
    }

    public boolean isTcp() {
        return protocol == Protocol.TCP;
    }

    public boolean isIpv6() {
        return ipv6;
    }

    /** The upper 64 bits of an IPv6 address; 0 for IPv4. */
    public long high() {
        return high;
    }

    /** The lower 64 bits of an IPv6 address; the 32 bits of an IPv4 address. */
    public long low() {
        return low;
    }

    public int port() {
        return port;
    }

    /** The same address and protocol with another port. */
    public TransportAddress withPort(int otherPort) {
        return new TransportAddress(protocol, ipv6, high, low, otherPort);
    }

    /** The same address and port over another protocol. */
    public TransportAddress withProtocol(Protocol other) {
        return new TransportAddress(other, ipv6, high, low, port);
    }

    /** Whether the IP addresses are equal, whatever the ports and protocols. */
    public boolean sameIp(TransportAddress other) {
        return ipv6 == other.ipv6 && high == other.high && low == other.low;
    }

    /** The address bytes in network order: 4 or 16. */
    public byte[] addressBytes() {
        byte[] raw = new byte[ipv6 ? 16 : 4];
        for (int i = 0; i < raw.length; i++) {
            int fromEnd = raw.length - 1 - i;
            raw[i] = (byte) (fromEnd >= 8 ? high >>> (8 * (fromEnd - 8)) : low >>> (8 * fromEnd));
        }
        return raw;
    }

    /** The JDK's form of the IP address. */
    public InetAddress inetAddress() {
        try {
            return InetAddress.getByAddress(addressBytes());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The JDK's form. */
    public InetSocketAddress inetSocketAddress() {
        return new InetSocketAddress(inetAddress(), port);
    }

    /** The IP address as text, IPv6 without brackets, as SDP and candidates write it. */
    public String host() {
        return inetAddress().getHostAddress();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof TransportAddress a
                && low == a.low
                && port == a.port
                && high == a.high
                && ipv6 == a.ipv6
                && protocol == a.protocol;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        String address = ipv6 ? "[" + host() + "]" : host();
        return (isTcp() ? "tcp/" : "udp/") + address + ":" + port;
    }
}
