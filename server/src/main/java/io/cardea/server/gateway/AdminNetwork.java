package io.cardea.server.gateway;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Admin API's requests about names, STUN and the media loops. Any thread; blocks. */
final class AdminNetwork {
    private static final Fields RESOLVE = Fields.NONE.mandatory("address", Kind.STRING);
    private static final Fields STUN =
            RESOLVE.mandatory("port", Kind.POSITIVE_INTEGER)
                    .optional("localport", Kind.POSITIVE_INTEGER);
    private static final int MAX_PORT = 65_535;

    private final HandleConnection.Factory connections;

    AdminNetwork(HandleConnection.Factory connections) {
        this.connections = connections;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(Json request, String name) {
        return switch (name) {
            case "resolve_address" -> Optional.of(resolve(request));
            case "test_stun" -> Optional.of(stun(request));
            case "loops_info" ->
                    Optional.of(Replies.of("success", request).put("loops", connections.loops()));
            default -> Optional.empty();
        };
    }

    private Json resolve(Json request) {
        AdminApi.check(RESOLVE, request);
        long start = System.nanoTime();
        InetAddress address = address(request);
        return Replies.of("success", request)
                .put("ip", address.getHostAddress())
                .put("elapsed", elapsedMicros(start));
    }

    private InetAddress address(Json request) {
        String name = request.string("address", "");
        try {
            if (name.isEmpty()) throw new UnknownHostException();
            return connections.resolve(name);
        } catch (UnknownHostException e) {
            throw ApiException.unknown("Could not resolve address");
        }
    }

    private Json stun(Json request) {
        AdminApi.check(STUN, request);
        int port = port(request, "port");
        int local = port(request, "localport");
        if (port == 0) throw ApiException.element("port should be a positive integer");
        InetAddress server = address(request);
        long start = System.nanoTime();
        try {
            InetSocketAddress seen =
                    connections.publicAddress(new InetSocketAddress(server, port), local);
            return Replies.of("success", request)
                    .put("public_ip", seen.getAddress().getHostAddress())
                    .put("public_port", seen.getPort())
                    .put("elapsed", elapsedMicros(start));
        } catch (IOException e) {
            throw ApiException.unknown("STUN request failed");
        }
    }

    private static int port(Json request, String name) {
        long port = request.integer(name, 0);
        if (port > MAX_PORT) throw ApiException.element(name + " should be a port number");
        return (int) port;
    }

    private static long elapsedMicros(long start) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }
}
