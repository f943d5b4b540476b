package io.cardea.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.tools.load.measure.Tick;
import io.cardea.tools.load.scenario.PlanFile;
import io.cardea.tools.load.scenario.ScenarioLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a Cardea in a process of its own, on loopback. */
class BroadcastTest {
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private final List<Tick> ticks = new ArrayList<>();
    private final List<Tick> steady = new ArrayList<>();

    private void play(String url, Map<String, String> settings) throws Exception {
        var all =
                new HashMap<>(
                        Map.of("warmup", "0.5", "duration", "2", "network.address", "127.0.0.1"));
        all.putAll(settings);
        var load = new ScenarioLoad(PlanFile.of(all));
        load.run(
                Target.of(url),
                (tick, isSteady) -> {
                    ticks.add(tick);
                    if (isSteady) steady.add(tick);
                });
        assertEquals(Map.of(), load.troubles());
    }

    private long sum(ToLongFunction<Tick> figure) {
        return ticks.stream().mapToLong(figure).sum();
    }

    @Test
    void everythingThatIsSentArrives() throws Exception {
        play(server.webSocket(), Map.of("viewers", "5"));
        Tick last = steady.getLast();
        assertEquals(6, last.up());
        assertEquals(0, last.failed());
        assertEquals(0, sum(Tick::lost));
        assertEquals(sum(Tick::expected), sum(Tick::received));
        long sent = steady.stream().mapToLong(Tick::sent).sum();
        long received = steady.stream().mapToLong(Tick::received).sum();
        assertEquals(5 * sent, received, 5 * 25, "but for what is on its way at the borders");
        assertTrue(sum(tick -> tick.latencyMicros().getTotalCount()) > 0);
        assertEquals(6, sum(tick -> tick.setUpMillis().getTotalCount()));
        assertEquals(5, sum(tick -> tick.firstMediaMillis().getTotalCount()));
    }

    @Test
    void whatIsLostIsRepaired() throws Exception {
        play(server.webSocket(), Map.of("viewers", "3", "receive.loss", "5"));
        assertTrue(sum(Tick::nacksSent) > 0);
        assertTrue(sum(Tick::lost) < sum(Tick::expected) / 50);
    }

    @Test
    void anEchoOverLongPollsWithSound() throws Exception {
        play(server.http(), Map.of("scenario", "echo", "publishers", "2", "media.audio", "true"));
        assertEquals(2, steady.getLast().up());
        assertEquals(0, sum(Tick::lost));
        assertTrue(sum(Tick::received) > 2 * 2 * 100);
    }

    @Test
    void simulcastIsReceivedAsOneStream() throws Exception {
        play(
                server.webSocket(),
                Map.of("viewers", "2", "media.layers", "3", "media.bitrate", "1200000"));
        assertEquals(0, sum(Tick::lost));
        assertTrue(sum(Tick::received) > 0);
    }

    @Test
    void nobodyThereIsSaid() {
        var load = new ScenarioLoad(PlanFile.of(Map.of()));
        LoadException refused =
                assertThrows(
                        LoadException.class,
                        () -> load.run(Target.of("ws://127.0.0.1:9"), (tick, isSteady) -> {}));
        assertTrue(refused.getMessage().contains("ws://127.0.0.1:9"), refused.getMessage());
    }
}
