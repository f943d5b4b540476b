package io.cardea.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** HTTP requests to the server under test. Any thread. */
public final class Http {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {}

    /** Below the API's base path. */
    public static URI janus(String path) {
        return URI.create(Target.get().http() + path);
    }

    /** Below the Admin API's base path. */
    public static URI admin(String path) {
        return URI.create(Target.get().admin() + path);
    }

    /** Anywhere on the API's port. */
    public static URI root(String path) {
        return Target.get().http().resolve(path);
    }

    public static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE).setHeader("Origin", WsClient.ORIGIN);
    }

    public static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    public static CompletableFuture<HttpResponse<String>> later(URI uri) {
        return CLIENT.sendAsync(request(uri).build(), BodyHandlers.ofString());
    }

    public static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return send(request(uri));
    }

    public static HttpResponse<String> post(URI uri, String body)
            throws IOException, InterruptedException {
        return send(request(uri).POST(BodyPublishers.ofString(body)));
    }
}
