package io.cardea.transport.websocket;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A transport on ephemeral loopback ports before a fake gateway, and clients for it. */
final class Fixture implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(20);

    final FakeGateway gateway = new FakeGateway();
    final List<Json> events = new CopyOnWriteArrayList<>();
    final WebSocketTransport transport = new WebSocketTransport();
    private final HttpClient http = HttpClient.newHttpClient();

    Fixture(Settings settings) throws IOException {
        transport.start(
                new TransportContext() {
                    @Override
                    public Settings settings() {
                        return settings;
                    }

                    @Override
                    public Gateway gateway() {
                        return gateway;
                    }

                    @Override
                    public Optional<Path> webFolder() {
                        return Optional.empty();
                    }

                    @Override
                    public void notifyEvent(TransportClient client, Json data) {
                        events.add(data);
                    }
                });
    }

    static Fixture plain() throws IOException {
        return new Fixture(settings());
    }

    static Fixture with(String key, String value) throws IOException {
        Settings settings = settings();
        set(settings.section("general"), key, value);
        return new Fixture(settings);
    }

    static Settings settings() {
        Settings general = Settings.group("test", 1);
        set(general, "ws", "true");
        set(general, "ws_ip", "127.0.0.1");
        set(general, "ws_port", "0");
        Settings admin = Settings.group("test", 1);
        set(admin, "admin_ws", "true");
        set(admin, "admin_ws_ip", "127.0.0.1");
        set(admin, "admin_ws_port", "0");
        return Settings.group("test", 1).put("general", general).put("admin", admin);
    }

    static void set(Settings section, String key, String value) {
        section.put(key, Settings.scalar("test", 1, value));
    }

    int port(String listener) {
        return ((InetSocketAddress) transport.addresses(listener).getFirst()).getPort();
    }

    Client connect() throws Exception {
        return connect("ws", builder().subprotocols("janus-protocol")).get(20, TimeUnit.SECONDS);
    }

    Client connectAdmin() throws Exception {
        return connect("admin_ws", builder().subprotocols("janus-admin-protocol"))
                .get(20, TimeUnit.SECONDS);
    }

    WebSocket.Builder builder() {
        return http.newWebSocketBuilder().connectTimeout(LONG);
    }

    CompletableFuture<Client> connect(String listener, WebSocket.Builder builder) {
        Client client = new Client();
        return builder.buildAsync(
                        URI.create("ws://127.0.0.1:" + port(listener) + "/any/path?at=all"), client)
                .thenApply(client::with);
    }

    /** The transport runs in real time here, so waiting for it is all that is left. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("waited in vain");
            Thread.yield();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        transport.close();
    }
}
