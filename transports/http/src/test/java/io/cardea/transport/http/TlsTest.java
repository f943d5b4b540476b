package io.cardea.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.transport.netty.SelfSigned;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
    @TempDir Path folder;

    @Test
    void bothApisAreServedOverTls() throws Exception {
        SelfSigned certificate = SelfSigned.in(folder);
        try (Fixture http = Fixture.of(settings().put("certificates", certificate.settings()));
                java.net.http.HttpClient client =
                        java.net.http.HttpClient.newBuilder()
                                .sslContext(certificate.client())
                                .build()) {
            HttpResponse<String> janus =
                    client.send(
                            HttpRequest.newBuilder(uri(http, "https", "/janus"))
                                    .POST(BodyPublishers.ofString("{\"janus\":\"x\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            HttpResponse<String> admin =
                    client.send(
                            HttpRequest.newBuilder(uri(http, "admin_https", "/admin/info")).build(),
                            BodyHandlers.ofString());

            assertEquals("{\"janus\":\"ack\",\"echo\":{\"janus\":\"x\"}}", janus.body());
            assertTrue(admin.body().contains("\"admin\""), admin.body());
            assertTrue(http.transport.isAdminEnabled());
        }
    }

    @Test
    void aLargePageArrivesOverTlsToo() throws Exception {
        SelfSigned certificate = SelfSigned.in(folder);
        String page = "0123456789abcdef".repeat(50_000);
        Path web = Files.createDirectories(folder.resolve("web"));
        Files.writeString(web.resolve("page.txt"), page);
        Settings settings = settings().put("certificates", certificate.settings());
        try (Fixture http = Fixture.of(settings, Limits.defaults(), Optional.of(web));
                java.net.http.HttpClient client =
                        java.net.http.HttpClient.newBuilder()
                                .sslContext(certificate.client())
                                .build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(uri(http, "https", "/page.txt")).build(),
                            BodyHandlers.ofString());

            assertEquals(page, answer.body());
        }
    }

    @Test
    void withoutACertificateThereIsNoTls() {
        assertThrows(SettingsException.class, () -> Fixture.of(settings()));
    }

    private static URI uri(Fixture http, String listener, String path) {
        return URI.create("https://127.0.0.1:" + http.port(listener) + path);
    }

    private static Settings settings() {
        Settings general = Settings.group("test", 1);
        Fixture.set(general, "https", "true");
        Fixture.set(general, "secure_ip", "127.0.0.1");
        Fixture.set(general, "secure_port", "0");
        Settings admin = Settings.group("test", 1);
        Fixture.set(admin, "admin_https", "true");
        Fixture.set(admin, "admin_secure_ip", "127.0.0.1");
        Fixture.set(admin, "admin_secure_port", "0");
        return Fixture.settings(general, admin);
    }
}
