package io.cardea.server.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a JWK set is read from. Blocks; at most {@link #PATIENCE}. */
interface JwksSource {
    /** A longer set is refused. */
    int MAX_BYTES = 256 * 1024;

    /** A server that takes longer, from the first packet to the last, is given up. */
    Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * The set's text.
     *
     * @throws IOException if it cannot be had
     */
    String read() throws IOException, InterruptedException;

    static JwksSource of(URI uri) {
        return uri.getScheme().equals("file") ? () -> file(Path.of(uri)) : () -> fetched(uri);
    }

    private static String file(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) throw new IOException("longer than " + MAX_BYTES);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Redirections are not followed: a key comes from where the operator says. */
    private static String fetched(URI uri) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        HttpRequest.newBuilder(uri)
                                .header("Accept", "application/jwk-set+json, application/json")
                                .build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
            client.shutdownNow();
        }
    }
}
