package io.cardea.tracer.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Metric;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.spi.Tracer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class OpenTelemetryTracerTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static Settings settings(String... pairs) {
        Settings group = Settings.group("test", 0);
        group.put("enabled", Settings.scalar("test", 1, "true"));
        for (int i = 0; i < pairs.length; i += 2) {
            group.put(pairs[i], Settings.scalar("test", 1, pairs[i + 1]));
        }
        return group;
    }

    private static OpenTelemetryTracer started(String... pairs) {
        OpenTelemetryTracer tracer = new OpenTelemetryTracer();
        assertTrue(tracer.start(settings(pairs), "ward"));
        return tracer;
    }

    private static double value(OpenTelemetryTracer tracer, String name) {
        return tracer.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .mapToDouble(Metric::value)
                .sum();
    }

    @Test
    void spansArriveAtTheCollector() throws Exception {
        try (Collector collector = new Collector()) {
            OpenTelemetryTracer tracer =
                    started("endpoint", collector.url(), "service_name", "clinic");
            Tracer.Span failed =
                    tracer.begin(
                            "janus.message", Optional.of("00-" + TRACE + "-" + PARENT + "-01"));
            failed.note("janus.plugin", "janus.plugin.videoroom");
            failed.end(OptionalInt.of(426));
            tracer.begin("janus.ping", Optional.of("nonsense")).end(OptionalInt.empty());
            tracer.close();

            List<Protobuf> spans = collector.spans();
            assertEquals(2, spans.size());
            Protobuf message = spans.getFirst();
            assertEquals("janus.message", message.text(5));
            assertEquals(TRACE, message.hex(1));
            assertEquals(PARENT, message.hex(4));
            assertEquals(
                    Optional.of("janus.plugin.videoroom"),
                    Collector.attribute(message, 9, "janus.plugin").map(v -> v.text(1)));
            assertEquals(
                    Optional.of(426L),
                    Collector.attribute(message, 9, "janus.error_code").map(v -> v.number(3)));
            assertEquals(2, message.message(15).number(3), "the status is an error");
            assertTrue(message.fixed(8) >= message.fixed(7), "it ends after it began");
            assertEquals("janus.ping", spans.getLast().text(5));
            assertFalse(spans.getLast().has(4), "nonsense is no parent");
            assertEquals(Optional.of("clinic"), collector.resource("service.name"));
            assertEquals(Optional.of("ward"), collector.resource("service.instance.id"));
            assertEquals(2, value(tracer, "spans"));
            assertEquals(2, value(tracer, "spans_sent"));
            assertEquals(0, value(tracer, "spans_lost"));
        }
    }

    @Test
    void onlyAShareIsTracedUnlessTheClientTraces() throws Exception {
        try (Collector collector = new Collector()) {
            OpenTelemetryTracer tracer = started("endpoint", collector.url(), "sampling", "0");
            tracer.begin("none", Optional.empty()).end(OptionalInt.empty());
            tracer.begin("theirs", Optional.of("00-" + TRACE + "-" + PARENT + "-01"))
                    .end(OptionalInt.empty());
            tracer.close();
            assertEquals(
                    List.of("theirs"), collector.spans().stream().map(s -> s.text(5)).toList());
        }
    }

    @Test
    void aDeadCollectorCostsNothingButSpans() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int closed;
            try (ServerSocket gone = new ServerSocket(0)) {
                closed = gone.getLocalPort();
            }
            for (int port : List.of(closed, silent.getLocalPort())) {
                OpenTelemetryTracer tracer =
                        started("endpoint", "http://127.0.0.1:" + port + "/v1/traces");
                long began = System.nanoTime();
                for (int i = 0; i < 20_000; i++) {
                    tracer.begin("lost", Optional.empty()).end(OptionalInt.empty());
                }
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                assertTrue(took.compareTo(PATIENCE) < 0, "requests waited: " + took);
                began = System.nanoTime();
                tracer.close();
                took = Duration.ofNanos(System.nanoTime() - began);
                assertTrue(took.compareTo(PATIENCE) < 0, "the end waited: " + took);
                assertEquals(20_000, value(tracer, "spans"));
                assertEquals(0, value(tracer, "spans_sent"));
            }
        }
    }

    @Test
    void settingsAreChecked() {
        OpenTelemetryTracer tracer = new OpenTelemetryTracer();
        assertFalse(tracer.start(Settings.group("test", 0), "ward"));
        for (Settings bad :
                List.of(
                        settings("endpoint", "collector:4318"),
                        settings("sampling", "2"),
                        settings("sampling", "often"))) {
            assertThrows(SettingsException.class, () -> tracer.start(bad, "ward"));
        }
        tracer.begin("before the start", Optional.empty()).end(OptionalInt.empty());
        tracer.close();
    }
}
