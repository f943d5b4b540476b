package io.cardea.transport.nanomsg.sp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Where a socket listens, or whom it dials: nanomsg's URLs. */
public sealed interface Address {
    /** The longest that is looked at, in characters. */
    int MAX_LENGTH = 1_024;

    /**
     * {@code tcp://host:port}, or {@code tcp://interface;host:port}.
     *
     * @param local the interface or address to dial from, {@code *} for any
     * @param host a name or an address; to listen on, {@code *} and an interface's name, too
     */
    record Tcp(String local, String host, int port) implements Address {}

    /** {@code ipc://path}. */
    record Ipc(String path) implements Address {}

    /**
     * @throws IllegalArgumentException with a sentence for the operator if it cannot be
     */
    static Address parse(String url) {
        if (url.length() > MAX_LENGTH) throw new IllegalArgumentException("address too long");
        int end = url.indexOf("://");
        String rest = end < 0 ? "" : url.substring(end + 3);
        return switch (end < 0 ? "" : url.substring(0, end)) {
            case "tcp" -> tcp(url, rest);
            case "ipc" -> ipc(url, rest);
            case "inproc" ->
                    throw new IllegalArgumentException(
                            "inproc reaches nobody outside of the server, use tcp or ipc: " + url);
            case "ws" ->
                    throw new IllegalArgumentException(
                            "nanomsg over WebSockets is not supported, use tcp or ipc: " + url);
            default ->
                    throw new IllegalArgumentException(
                            "not tcp://host:port or ipc://path: '" + url + "'");
        };
    }

    private static Address tcp(String url, String rest) {
        int semicolon = rest.indexOf(';');
        String local = semicolon < 0 ? "*" : rest.substring(0, semicolon);
        String remote = rest.substring(semicolon + 1);
        int colon = remote.lastIndexOf(':');
        if (colon < 1 || local.isEmpty() || !remote.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException("not tcp://host:port: " + url);
        }
        int port = Integer.parseInt(remote.substring(colon + 1));
        if (port > 65_535) throw new IllegalArgumentException("no such port: " + url);
        return new Tcp(local, remote.substring(0, colon), port);
    }

    private static Address ipc(String url, String path) {
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (path.isEmpty() || path.indexOf('\0') >= 0 || bytes > Limits.MAX_PATH) {
            throw new IllegalArgumentException(
                    "not ipc://path with at most " + Limits.MAX_PATH + " bytes: " + url);
        }
        return new Ipc(path);
    }

    default boolean isIpc() {
        return this instanceof Ipc;
    }

    /** Whether it can be dialled: unlike a place to listen on, it must tell whom. */
    default boolean isSomebody() {
        return switch (this) {
            case Tcp(_, String host, int port) -> port != 0 && !host.equals("*");
            case Ipc _ -> true;
        };
    }

    /** Listens; the channel blocks. */
    default ServerSocketChannel listen() throws IOException {
        return switch (this) {
            case Tcp(_, String host, int port) -> {
                InetAddress own = local(host);
                ServerSocketChannel channel = ServerSocketChannel.open(family(own));
                try {
                    yield channel.bind(new InetSocketAddress(own, port), Limits.BACKLOG);
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
            }
            case Ipc(String path) -> IpcPath.listen(path);
        };
    }

    /** Opens a channel that blocks, and is not connected yet. */
    default SocketChannel open() throws IOException {
        return switch (this) {
            case Tcp(String local, _, _) -> {
                SocketChannel channel = SocketChannel.open();
                if (!local.equals("*")) channel.bind(new InetSocketAddress(local(local), 0));
                yield channel;
            }
            case Ipc _ -> SocketChannel.open(StandardProtocolFamily.UNIX);
        };
    }

    /** Connects such a channel. */
    default void connect(SocketChannel channel) throws IOException {
        switch (this) {
            case Tcp(_, String host, int port) -> {
                InetSocketAddress remote = new InetSocketAddress(host, port);
                if (remote.isUnresolved()) throw new UnknownHostException(host);
                channel.connect(remote);
            }
            case Ipc(String path) -> channel.connect(UnixDomainSocketAddress.of(path));
        }
    }

    /** An address of ours, by itself, by the name of an interface, or any. */
    private static InetAddress local(String name) throws IOException {
        // compat: any address means any of IPv4, which is all that nanomsg listens on by default
        if (name.equals("*")) return InetAddress.getByAddress(new byte[4]);
        NetworkInterface named = NetworkInterface.getByName(name);
        if (named == null) return InetAddress.getByName(name);
        List<InetAddress> addresses = Collections.list(named.getInetAddresses());
        return addresses.stream()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .or(() -> addresses.stream().findFirst())
                .orElseThrow(() -> new IOException("no address on the interface " + name));
    }

    // Without a family, any address of IPv4 would be any of IPv6, too.
    private static ProtocolFamily family(InetAddress own) {
        return own instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    /** The same on the port that the system has chosen, where it was to choose one. */
    default Address at(SocketAddress bound) {
        return this instanceof Tcp(String local, String host, _)
                        && bound instanceof InetSocketAddress tcp
                ? new Tcp(local, host, tcp.getPort())
                : this;
    }

    /** As nanomsg writes it. */
    default String url() {
        return switch (this) {
            case Tcp(String local, String host, int port) ->
                    "tcp://" + (local.equals("*") ? "" : local + ";") + host + ":" + port;
            case Ipc(String path) -> "ipc://" + path;
        };
    }
}
