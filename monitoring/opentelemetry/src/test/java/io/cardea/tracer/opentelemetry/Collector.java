package io.cardea.tracer.opentelemetry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP over HTTP, as protocol buffers. */
final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final List<Protobuf> requests = new CopyOnWriteArrayList<>();

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/traces",
                exchange -> {
                    requests.add(new Protobuf(exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** Span messages, by ResourceSpans and ScopeSpans. */
    List<Protobuf> spans() {
        return requests.stream()
                .flatMap(request -> request.messages(1).stream())
                .flatMap(resource -> resource.messages(2).stream())
                .flatMap(scope -> scope.messages(2).stream())
                .toList();
    }

    /** An attribute of whoever sent them. */
    Optional<String> resource(String name) {
        Protobuf resource = requests.getFirst().message(1).message(1);
        return attribute(resource, 1, name).map(value -> value.text(1));
    }

    static Optional<Protobuf> attribute(Protobuf of, int field, String name) {
        return of.messages(field).stream()
                .filter(pair -> pair.text(1).equals(name))
                .map(pair -> pair.message(2))
                .findFirst();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
