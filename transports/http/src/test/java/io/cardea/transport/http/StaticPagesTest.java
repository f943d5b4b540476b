package io.cardea.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StaticPagesTest {
    @TempDir Path folder;

    private Path web;

    @BeforeEach
    void fill() throws Exception {
        web = Files.createDirectories(folder.resolve("web/demos"));
        Files.writeString(web.resolve("index.html"), "<p>demos");
        web = web.getParent();
        Files.writeString(web.resolve("index.html"), "<p>home");
        Files.writeString(web.resolve("app.js"), "let a;");
        Files.writeString(web.resolve(".hidden"), "no");
        Files.writeString(web.resolve("janus"), "shadowed");
        Files.writeString(web.resolve("with space.txt"), "space");
        Files.createDirectories(web.resolve("empty"));
        Files.writeString(folder.resolve("secret"), "no");
        Files.createSymbolicLink(web.resolve("link"), folder.resolve("secret"));
        Files.createSymbolicLink(web.resolve("empty/index.html"), folder.resolve("secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "/, <p>home, text/html; charset=utf-8",
        "/index.html, <p>home, text/html; charset=utf-8",
        "/demos/, <p>demos, text/html; charset=utf-8",
        "/app.js, let a;, text/javascript; charset=utf-8",
        "/app.js?v=2, let a;, text/javascript; charset=utf-8",
        "/with%20space.txt, space, text/plain; charset=utf-8",
    })
    void filesAreServedWithTheirType(String path, String body, String type) throws Exception {
        try (Fixture http = Fixture.withPages(web)) {
            HttpResponse<String> answer = http.get(path);

            assertEquals(200, answer.statusCode());
            assertEquals(body, answer.body());
            assertEquals(Optional.of(type), answer.headers().firstValue("Content-Type"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/.hidden",
                "/link",
                "/empty/",
                "/%2e%2e/secret",
                "/demos/%2e%2e/%2e%2e/secret",
                "/..%2fsecret",
                "/%00",
                "/%zz",
                "/%5c..%5csecret"
            })
    void whatIsNotThereOrNotBelowTheFolderIs404(String path) throws Exception {
        try (Fixture http = Fixture.withPages(web)) {
            String answer =
                    http.raw(
                            "http",
                            "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
        }
    }

    @Test
    void aFolderWithoutSlashIsRedirected() throws Exception {
        try (Fixture http = Fixture.withPages(web)) {
            HttpResponse<String> answer = http.get("/demos");

            assertEquals(301, answer.statusCode());
            assertEquals(Optional.of("/demos/"), answer.headers().firstValue("Location"));
        }
    }

    @Test
    void theApiIsNotShadowed() throws Exception {
        try (Fixture http = Fixture.withPages(web)) {
            assertEquals(404, http.get("/janus").statusCode());
            assertEquals("", http.get("/janus").body());
            assertEquals(200, http.get("/janus/info").statusCode());
        }
    }

    @Test
    void headTellsTheLengthOnly() throws Exception {
        try (Fixture http = Fixture.withPages(web)) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(http.uri("/"))
                                    .method("HEAD", BodyPublishers.noBody()));

            assertEquals(200, answer.statusCode());
            assertEquals(Optional.of("7"), answer.headers().firstValue("Content-Length"));
            assertEquals("", answer.body());
            assertEquals(200, http.get("/app.js").statusCode());
        }
    }

    @Test
    void aKnownTagSavesTheBody() throws Exception {
        try (Fixture http = Fixture.withPages(web)) {
            String tag = http.get("/app.js").headers().firstValue("ETag").orElseThrow();

            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(http.uri("/app.js"))
                                    .header("If-None-Match", "\"other\", " + tag));

            assertEquals(304, answer.statusCode());
            assertEquals("", answer.body());
        }
    }

    @Test
    void aLargeFileArrivesWhole() throws Exception {
        String large = "0123456789abcdef".repeat(100_000);
        Files.writeString(web.resolve("large.txt"), large);
        try (Fixture http = Fixture.withPages(web)) {
            assertEquals(large, http.get("/large.txt").body());
            assertEquals("let a;", http.get("/app.js").body());
        }
    }

    @Test
    void pagesAreForReadingOnly() throws Exception {
        try (Fixture http = Fixture.withPages(web)) {
            assertEquals(404, http.post("/app.js", "{}").statusCode());
        }
    }
}
