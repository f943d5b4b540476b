package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.MediaLoop;
import io.cardea.media.port.PortKind;
import io.cardea.media.port.PortSettings;
import io.cardea.media.port.Ports;
import io.cardea.server.monitor.Monitoring;
import io.cardea.server.monitor.RequestTraces;
import io.cardea.spi.Figures;
import io.cardea.spi.Histogram;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Tracer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What monitors and tracers are told of a gateway and a loop. */
final class MonitoringTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final GatewayRig rig = new GatewayRig();
    private final MediaLoop loop;
    private final Monitoring monitoring;

    MonitoringTest() throws IOException {
        rig.now = SECOND.toNanos();
        loop = new MediaLoop(0, Ports.open(PortKind.NIO, PortSettings.defaults()), Runnable::run);
        monitoring =
                new Monitoring(
                        Settings.group("test", 0),
                        new Monitoring.Sources(
                                rig.gateway, List.of(loop), rig.modules::all, () -> 5),
                        rig.requests,
                        () -> rig.now);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private static double value(Figures figures, String name, Map<String, String> labels) {
        return figures.metrics().stream()
                .filter(m -> m.name().equals(name) && m.labels().equals(labels))
                .mapToDouble(Metric::value)
                .reduce((_, _) -> -1)
                .orElse(-1);
    }

    @Test
    void requestsAreCountedByWhatTheyAskAndHowTheyEnd() {
        rig.attach();
        rig.ask("{'janus':'bogus','transaction':'t'}");
        rig.ask("{'janus':'bogus too','transaction':'t'}");
        rig.ask("{'janus':'CREATE','transaction':'t','id':7}");
        rig.gateway.acceptAdmin(
                rig.client,
                Json.parse("{\"janus\":\"get_status\",\"transaction\":\"t\"}"),
                _ -> {});
        Figures figures = monitoring.figures();
        assertEquals(1, requests(figures, "janus", "create", "0"));
        assertEquals(1, requests(figures, "janus", "create", "468"));
        assertEquals(1, requests(figures, "janus", "attach", "0"));
        assertEquals(
                2, requests(figures, "janus", "other", "457"), "a client's words are no label");
        assertEquals(1, requests(figures, "admin", "get_status", "0"));
        assertEquals(1, value(figures, "sessions", Map.of()));
        assertEquals(1, value(figures, "handles", Map.of()));
        assertEquals(5, value(figures, "events_dropped", Map.of()));
    }

    private static double requests(Figures figures, String api, String request, String code) {
        return value(figures, "requests", Map.of("api", api, "request", request, "code", code));
    }

    @Test
    void durationsFallIntoTheirBuckets() {
        RequestObserver.Watch watch =
                rig.requests.begin(
                        new RequestObserver.Asked(
                                RequestObserver.Api.JANUS,
                                rig.client,
                                Json.object().put("janus", "ping"),
                                Optional::empty));
        rig.now += Duration.ofMillis(7).toNanos();
        watch.answered(Json.object());
        Histogram pings =
                monitoring.figures().histograms().stream()
                        .filter(h -> h.labels().containsValue("ping"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(0.007, pings.sum(), 1e-9);
        for (Histogram.Bucket bucket : pings.buckets()) {
            assertEquals(bucket.bound() == 0.01 ? 1 : 0, bucket.count());
        }
    }

    @Test
    void figuresAreCollectedOnceASecondAtMost() {
        Figures first = monitoring.figures();
        rig.now += SECOND.toNanos() - 1;
        assertSame(first, monitoring.figures());
        rig.now += 1;
        assertNotSame(first, monitoring.figures());
    }

    @Test
    void aLoopThatDoesNotTurnIsToldOf() {
        monitoring.started();
        assertEquals(Optional.empty(), monitoring.illness());
        loop.turn(rig.now);
        rig.now += Duration.ofSeconds(5).toNanos();
        assertEquals(Optional.empty(), monitoring.illness());
        rig.now += SECOND.toNanos();
        assertEquals(Optional.of("media loop 0 hangs for 6 seconds"), monitoring.illness());
        assertEquals(monitoring.illness(), monitoring.unreadiness());
        loop.turn(rig.now);
        assertEquals(Optional.empty(), monitoring.illness());
    }

    @Test
    void readyIsWhoServes() {
        assertEquals(Optional.of("starting"), monitoring.unreadiness());
        monitoring.started();
        assertEquals(Optional.empty(), monitoring.unreadiness());
        rig.gateway.shutdown();
        assertEquals(Optional.of("not accepting new sessions"), monitoring.unreadiness());
        monitoring.stopping();
        assertEquals(Optional.of("stopping"), monitoring.unreadiness());
        assertEquals(Optional.empty(), monitoring.illness());
    }

    @Test
    void turnsAreAHistogram() {
        loop.turn(rig.now);
        Histogram turns =
                monitoring.figures().histograms().stream()
                        .filter(h -> h.name().equals("loop_turn_seconds"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(Map.of("loop", "0"), turns.labels());
        assertEquals(Math.pow(2, 14) / 1e9, turns.buckets().getFirst().bound());
        assertEquals(Double.POSITIVE_INFINITY, turns.buckets().getLast().bound());
        assertTrue(turns.buckets().size() < 12);
    }

    // ---- Traces ----

    private static final class FakeTracer implements Tracer {
        final List<String> told = new ArrayList<>();

        @Override
        public ModuleInfo info() {
            return new ModuleInfo("t", "t", "t", "t", 1, "1", "t.so");
        }

        @Override
        public boolean start(Settings settings, String serverName) {
            return true;
        }

        @Override
        public Span begin(String name, Optional<String> parent) {
            told.add("begin " + name + " " + parent.orElse("-"));
            return new Span() {
                @Override
                public void note(String attribute, String value) {
                    told.add(attribute + "=" + value);
                }

                @Override
                public void end(OptionalInt error) {
                    told.add("end " + (error.isPresent() ? error.getAsInt() : "well"));
                }
            };
        }

        @Override
        public void close() {}
    }

    @Test
    void aSpanSaysWhatWasAskedAndNothingSecret() {
        long handle = rig.attach();
        FakeTracer tracer = new FakeTracer();
        Json request =
                Json.parse(
                        ("{'janus':'message','transaction':'tx','session_id':7,'handle_id':%d,"
                                        + "'apisecret':'hush','token':'tick','jsep':{'sdp':'v=0'},"
                                        + "'body':{'request':'join','pin':'1234'}}")
                                .formatted(handle)
                                .replace('\'', '"'));
        new RequestTraces(tracer)
                .begin(
                        new RequestObserver.Asked(
                                RequestObserver.Api.JANUS,
                                rig.client,
                                request,
                                () -> Optional.of(FakePlugin.PACKAGE)))
                .answered(Json.parse("{\"plugindata\":{\"data\":{\"error_code\":426}}}"));
        assertEquals(
                List.of(
                        "begin janus.message -",
                        "janus.api=janus",
                        "janus.request=message",
                        "janus.session_id=7",
                        "janus.handle_id=" + handle,
                        "janus.plugin=janus.plugin.fake",
                        "janus.plugin_request=join",
                        "janus.plugin_error=426",
                        "end 426"),
                tracer.told);
    }

    @Test
    void theGatewayKnowsThePluginOfAHandle() {
        List<String> seen = new ArrayList<>();
        long handle = rig.attach();
        RequestObserver both =
                RequestObserver.NONE
                        .and(asked -> {
                            seen.add(asked.plugin().get().orElse("-"));
                            return reply -> seen.add(reply.string("janus", ""));
                        })
                        .and(rig.requests);
        both.begin(
                        new RequestObserver.Asked(
                                RequestObserver.Api.JANUS,
                                rig.client,
                                Json.object(),
                                () -> rig.gateway.pluginOf(ids(7, handle))))
                .answered(Json.object().put("janus", "ack"));
        assertEquals(List.of(FakePlugin.PACKAGE, "ack"), seen);
        assertEquals(Optional.empty(), rig.gateway.pluginOf(ids(7, 1)));
        assertEquals(Optional.empty(), rig.gateway.pluginOf(Json.array()));
    }

    private static Json ids(long session, long handle) {
        return Json.object().put("session_id", session).put("handle_id", handle);
    }
}
