package io.cardea.monitor.prometheus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Figures;
import io.cardea.spi.Histogram;
import io.cardea.spi.Metric;
import io.cardea.spi.MonitorContext;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PrometheusMonitorTest {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Limits TIGHT = new Limits(4, Duration.ofSeconds(1));

    private final List<Metric> metrics = new ArrayList<>();
    private final List<Histogram> histograms = new ArrayList<>();
    private Optional<String> illness = Optional.empty();
    private Optional<String> unreadiness = Optional.empty();
    private final PrometheusMonitor monitor = new PrometheusMonitor(TIGHT);
    private final HttpClient http = HttpClient.newHttpClient();

    private final class Server implements MonitorContext {
        private final Settings settings;

        Server(Settings settings) {
            this.settings = settings;
        }

        @Override
        public Settings settings() {
            return settings;
        }

        @Override
        public Figures figures() {
            return new Figures(metrics, histograms);
        }

        @Override
        public Optional<String> illness() {
            return illness;
        }

        @Override
        public Optional<String> unreadiness() {
            return unreadiness;
        }
    }

    private static Settings settings(String... pairs) {
        Settings group = Settings.group("test", 0);
        for (int i = 0; i < pairs.length; i += 2) {
            group.put(pairs[i], Settings.scalar("test", 1, pairs[i + 1]));
        }
        return group;
    }

    private void start() throws IOException {
        assertTrue(monitor.start(new Server(settings("enabled", "true", "port", "0"))));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        int port = monitor.address().orElseThrow().getPort();
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", monitor.address().orElseThrow().getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    @AfterEach
    void close() {
        monitor.close();
        http.shutdownNow();
    }

    @Test
    void figuresAreWrittenByTheirConventions() throws Exception {
        metrics.add(Metric.counter("requests", "Requests.", 3).with("code", "0"));
        metrics.add(Metric.counter("requests", "Requests.", 2).with("code", "456"));
        metrics.add(Metric.gauge("sessions", "Sessions.", 7).with("text", "a\"b\\c\nd"));
        histograms.add(
                new Histogram(
                        "turn_seconds",
                        "Turns.",
                        Map.of("loop", "0"),
                        List.of(
                                new Histogram.Bucket(0.5, 2),
                                new Histogram.Bucket(Double.POSITIVE_INFINITY, 1)),
                        1.5));
        start();
        String text = get("/metrics").body();
        assertTrue(text.contains("# TYPE cardea_requests_total counter"), text);
        assertTrue(text.contains("cardea_requests_total{code=\"0\"} 3.0"), text);
        assertTrue(text.contains("cardea_requests_total{code=\"456\"} 2.0"), text);
        assertTrue(text.contains("cardea_sessions{text=\"a\\\"b\\\\c\\nd\"} 7.0"), text);
        assertTrue(text.contains("cardea_turn_seconds_bucket{loop=\"0\",le=\"0.5\"} 2"), text);
        assertTrue(text.contains("cardea_turn_seconds_bucket{loop=\"0\",le=\"+Inf\"} 3"), text);
        assertTrue(text.contains("cardea_turn_seconds_sum{loop=\"0\"} 1.5"), text);
        assertTrue(text.contains("jvm_memory_used_bytes{area=\"heap\"}"), text);
    }

    @Test
    void whatCannotBeWrittenIsLeftOutAndCounted() throws Exception {
        metrics.add(Metric.counter("shrinking", "Below zero.", -1));
        metrics.add(Metric.gauge("twice", "The same again.", 1));
        metrics.add(Metric.gauge("twice", "The same again.", 2));
        metrics.add(Metric.gauge("good", "Fine.", 1));
        start();
        HttpResponse<String> answer = get("/metrics");
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("cardea_good 1.0"), answer.body());
        assertFalse(answer.body().contains("cardea_shrinking"), answer.body());
        assertFalse(answer.body().contains("cardea_twice"), answer.body());
        assertTrue(answer.body().contains("cardea_monitor_faults_total 2.0"), answer.body());
    }

    @Test
    void healthSaysWhatIsWrong() throws Exception {
        start();
        assertEquals("ok\n", get("/healthz").body());
        assertEquals(200, get("/readyz").statusCode());
        illness = Optional.of("media loop 1 hangs");
        unreadiness = Optional.of("starting");
        assertEquals(503, get("/healthz").statusCode());
        assertEquals("media loop 1 hangs\n", get("/healthz").body());
        assertEquals("starting\n", get("/readyz").body());
        assertEquals(404, get("/nothing").statusCode());
        assertEquals(503, get("/healthz?verbose=1").statusCode());
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        start();
        assertTrue(said("nonsense\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(said("DELETE /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 405 "));
        assertTrue(said("GET /" + "x".repeat(Limits.MAX_HEAD)).startsWith("HTTP/1.1 431 "));
        assertEquals(2, monitor.counters().malformed.sum());
        String head = said("HEAD /healthz HTTP/1.1\r\n\r\n");
        assertTrue(head.startsWith("HTTP/1.1 200 ") && head.endsWith("\r\n\r\n"), head);
    }

    private String said(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void whoDawdlesIsClosed() throws Exception {
        start();
        try (Socket slow = connect()) {
            slow.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, slow.getInputStream().read());
        }
        assertEquals(1, monitor.counters().tooSlow.sum());
    }

    @Test
    void theOldestMakesRoom() throws Exception {
        PrometheusMonitor patient = new PrometheusMonitor(new Limits(4, Duration.ofHours(1)));
        patient.start(new Server(settings("enabled", "true", "port", "0")));
        List<Socket> idle = new ArrayList<>();
        int port = patient.address().orElseThrow().getPort();
        for (int i = 0; i < 5; i++) {
            idle.add(new Socket("127.0.0.1", port));
        }
        idle.getFirst().setSoTimeout(PATIENCE_MILLIS);
        assertEquals(-1, idle.getFirst().getInputStream().read());
        idle.getLast().setSoTimeout(200);
        assertThrows(SocketTimeoutException.class, () -> idle.getLast().getInputStream().read());
        assertEquals(1, patient.counters().evicted.sum());
        patient.close();
        idle.getLast().setSoTimeout(PATIENCE_MILLIS);
        assertEquals(-1, idle.getLast().getInputStream().read());
        for (Socket socket : idle) {
            socket.close();
        }
    }

    @Test
    void settingsAreOffByDefaultAndChecked() throws Exception {
        assertFalse(monitor.start(new Server(settings())));
        assertTrue(monitor.address().isEmpty());
        for (Settings bad :
                List.of(
                        settings("enabled", "true", "port", "65536"),
                        settings("enabled", "true", "path", "metrics"),
                        settings("enabled", "true", "ip", "no such address"))) {
            assertThrows(SettingsException.class, () -> monitor.start(new Server(bad)));
        }
        MonitorSettings defaults = MonitorSettings.of(settings());
        assertEquals(7089, defaults.address().getPort());
        assertTrue(defaults.address().getAddress().isLoopbackAddress());
        assertEquals("/metrics", defaults.path());
    }
}
