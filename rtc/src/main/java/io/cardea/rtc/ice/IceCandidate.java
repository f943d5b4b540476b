package io.cardea.rtc.ice;

import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A candidate as signalled (RFC 8839, 5.1). A value; any thread.
 *
 * <p>Its address may be a name ending in {@code .local} that somebody has yet to resolve: then
 * {@link #address} is empty, and {@link #resolved} makes the candidate that counts.
 */
public final class IceCandidate {
    /** Longest line read; longer ones are refused. */
    public static final int MAX_LINE = 512;

    /** RFC 8839, 5.1. */
    private static final int MAX_FOUNDATION = 32;

    /** RFC 1035, 2.3.4. */
    private static final int MAX_HOST = 255;

    /** Where a candidate comes from (RFC 8445, 5.1.1). */
    public enum Type {
        HOST("host"),
        SRFLX("srflx"),
        PRFLX("prflx"),
        RELAY("relay");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** As SDP and the events write it. */
        public String word() {
            return word;
        }

        static @Nullable Type of(String word) {
            for (Type type : values()) {
                if (type.word.equals(word)) return type;
            }
            return null;
        }
    }

    private final String foundation;
    private final int component;
    private final Protocol protocol;
    private final long priority;
    private final String host;
    private final int port;
    private final @Nullable TransportAddress address;
    private final Type type;
    private final @Nullable TransportAddress related;
    private final String tcpType;

    private IceCandidate(
            String foundation,
            int component,
            Protocol protocol,
            long priority,
            String host,
            int port,
            @Nullable TransportAddress address,
            Type type,
            @Nullable TransportAddress related,
            String tcpType) {
        this.foundation = foundation;
        this.component = component;
        this.protocol = protocol;
        this.priority = priority;
        this.host = host;
        this.port = port;
        this.address = address;
        this.type = type;
        this.related = related;
        this.tcpType = tcpType;
    }

    /** A candidate of component 1. */
    static IceCandidate of(
            String foundation, long priority, TransportAddress address, Type type, String tcpType) {
        return new IceCandidate(
                foundation,
                1,
                address.protocol(),
                priority,
                address.host(),
                address.port(),
                address,
                type,
                null,
                tcpType);
    }

    /** The same with raddr and rport. */
    IceCandidate related(TransportAddress base) {
        return new IceCandidate(
                foundation,
                component,
                protocol,
                priority,
                host,
                port,
                address,
                type,
                base,
                tcpType);
    }

    /** The candidate with the address its name stands for; port and protocol stay. */
    public IceCandidate resolved(InetAddress ip) {
        return new IceCandidate(
                foundation,
                component,
                protocol,
                priority,
                host,
                port,
                TransportAddress.of(protocol, ip, port),
                type,
                related,
                tcpType);
    }

    /**
     * Reads {@code candidate:…}, with or without that prefix and {@code a=}. Empty if it is no
     * candidate, or its address is neither an IP address nor a {@code .local} name.
     */
    public static Optional<IceCandidate> parse(String line) {
        if (line.length() > MAX_LINE) return Optional.empty();
        String text = line.strip();
        if (text.startsWith("a=")) text = text.substring(2);
        if (text.startsWith("candidate:")) text = text.substring("candidate:".length());
        String[] word = text.split("\\s+", -1);
        if (word.length < 8 || !word[6].equals("typ")) return Optional.empty();
        if (word[0].length() > MAX_FOUNDATION || word[4].length() > MAX_HOST) {
            return Optional.empty();
        }
        long component = number(word[1], 256);
        long priority = number(word[3], 0xFFFF_FFFFL);
        long port = number(word[5], 0xFFFF);
        Type type = Type.of(word[7]);
        Protocol protocol = protocol(word[2]);
        if (component < 1 || priority < 0 || port < 0 || type == null || protocol == null) {
            return Optional.empty();
        }
        InetAddress ip = literal(word[4]);
        if (ip == null && !isMdns(word[4])) return Optional.empty();
        InetAddress relatedIp = literal(extension(word, "raddr"));
        long relatedPort = number(extension(word, "rport"), 0xFFFF);
        return Optional.of(
                new IceCandidate(
                        word[0],
                        (int) component,
                        protocol,
                        priority,
                        word[4],
                        (int) port,
                        ip == null ? null : TransportAddress.of(protocol, ip, (int) port),
                        type,
                        relatedIp == null || relatedPort < 0
                                ? null
                                : TransportAddress.of(protocol, relatedIp, (int) relatedPort),
                        protocol == Protocol.TCP ? tcpType(extension(word, "tcptype")) : ""));
    }

    private static @Nullable Protocol protocol(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "udp" -> Protocol.UDP;
            // A relayed candidate may name the transport to the relay (compat: tls is accepted).
            case "tcp", "tls", "ssltcp" -> Protocol.TCP;
            default -> null;
        };
    }

    /** RFC 6544, 4.5; what is none of these is as good as none. */
    private static String tcpType(String word) {
        return switch (word) {
            case "active", "passive", "so" -> word;
            default -> "";
        };
    }

    private static boolean isMdns(String host) {
        return host.toLowerCase(Locale.ROOT).endsWith(".local");
    }

    private static String extension(String[] word, String name) {
        for (int i = 8; i + 1 < word.length; i += 2) {
            if (word[i].equals(name)) return word[i + 1];
        }
        return "";
    }

    private static long number(String digits, long max) {
        if (digits.isEmpty() || digits.length() > 10) return -1;
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') return -1;
            value = value * 10 + (c - '0');
        }
        return value <= max ? value : -1;
    }

    /** The address of a literal; null for anything else. Never asks a resolver. */
    private static @Nullable InetAddress literal(String text) {
        if (text.isEmpty() || text.indexOf('%') >= 0) return null;
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public String foundation() {
        return foundation;
    }

    public int component() {
        return component;
    }

    public Protocol protocol() {
        return protocol;
    }

    public long priority() {
        return priority;
    }

    public Type type() {
        return type;
    }

    /** Empty while the address is a name. */
    public Optional<TransportAddress> address() {
        return Optional.ofNullable(address);
    }

    /** The connection-address as written: an IP address or a name. */
    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** raddr and rport, for diagnosis. */
    public Optional<TransportAddress> relatedAddress() {
        return Optional.ofNullable(related);
    }

    /** {@code active}, {@code passive}, {@code so}, or empty for UDP. */
    public String tcpType() {
        return tcpType;
    }

    /** The line as in SDP, without {@code a=}. */
    public String line() {
        StringBuilder line = new StringBuilder(96);
        line.append("candidate:").append(foundation).append(' ').append(component);
        line.append(protocol == Protocol.TCP ? " tcp " : " udp ");
        line.append(priority).append(' ').append(host).append(' ').append(port);
        line.append(" typ ").append(type.word());
        if (related != null) {
            line.append(" raddr ").append(related.host());
            line.append(" rport ").append(related.port());
        }
        if (!tcpType.isEmpty()) line.append(" tcptype ").append(tcpType);
        return line.toString();
    }

    @Override
    public String toString() {
        return line();
    }
}
