package io.cardea.transport.http;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A transport on ephemeral loopback ports before a fake gateway, and a client for it. */
final class Fixture implements AutoCloseable {
    static final Duration SHORT = Duration.ofMillis(200);
    static final Duration LONG = Duration.ofSeconds(20);

    final FakeGateway gateway = new FakeGateway();
    final List<Json> events = new CopyOnWriteArrayList<>();
    final HttpTransport transport;
    final java.net.http.HttpClient client =
            java.net.http.HttpClient.newBuilder()
                    .version(java.net.http.HttpClient.Version.HTTP_1_1)
                    .build();

    private Fixture(Settings settings, Limits limits, Optional<Path> web) throws IOException {
        transport = new HttpTransport(limits);
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
                        return web;
                    }

                    @Override
                    public void notifyEvent(TransportClient client, Json data) {
                        events.add(data);
                    }
                });
    }

    static Fixture plain() throws IOException {
        return of(settings(general(), admin()));
    }

    static Fixture of(Settings settings) throws IOException {
        return new Fixture(settings, Limits.defaults(), Optional.empty());
    }

    static Fixture of(Settings settings, Limits limits) throws IOException {
        return new Fixture(settings, limits, Optional.empty());
    }

    static Fixture of(Settings settings, Limits limits, Optional<Path> web) throws IOException {
        return new Fixture(settings, limits, web);
    }

    static Fixture withPages(Path folder) throws IOException {
        return new Fixture(settings(general(), admin()), Limits.defaults(), Optional.of(folder));
    }

    static Limits withPoll(Duration poll) {
        return new Limits(poll, LONG, LONG, LONG, LONG);
    }

    static Settings settings(Settings general, Settings admin) {
        return Settings.group("test", 1).put("general", general).put("admin", admin);
    }

    static Settings general() {
        Settings general = Settings.group("test", 1);
        set(general, "http", "true");
        set(general, "ip", "127.0.0.1");
        set(general, "port", "0");
        return general;
    }

    static Settings admin() {
        Settings admin = Settings.group("test", 1);
        set(admin, "admin_http", "true");
        set(admin, "admin_ip", "127.0.0.1");
        set(admin, "admin_port", "0");
        return admin;
    }

    static Settings set(Settings section, String key, String value) {
        return section.put(key, Settings.scalar("test", 1, value));
    }

    int port(String listener) {
        return ((InetSocketAddress) transport.addresses(listener).getFirst()).getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port("http") + path);
    }

    URI adminUri(String path) {
        return URI.create("http://127.0.0.1:" + port("admin_http") + path);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(LONG).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    CompletableFuture<HttpResponse<String>> poll(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(path)).timeout(LONG).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> adminPost(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(path)).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> adminGet(String path) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(path)));
    }

    void create(long session) throws Exception {
        post("/janus", "{\"janus\":\"create\",\"id\":" + session + "}");
    }

    /** Sends bytes and returns all that comes until the server closes. */
    String raw(String listener, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port(listener))) {
            socket.setSoTimeout((int) LONG.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        client.close();
        transport.close();
    }
}
