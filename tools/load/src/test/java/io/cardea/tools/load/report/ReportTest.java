package io.cardea.tools.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import io.cardea.tools.load.compare.Comparison;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.measure.Samples;
import io.cardea.tools.load.measure.Ticks;
import io.cardea.tools.load.ramp.Limits;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Origin ORIGIN =
            new Origin(List.of("run", "--admin-secret", "hush", "--token=hush", "a b"), "");
    private static final Run RUN = Ticks.run(1, "A <b>", 10, 40, 5, 1500);

    private static CompareReport comparison() {
        Run other = Ticks.run(2, "B", 10, 5, 0, 1500);
        return new CompareReport(new Comparison(List.of(RUN), List.of(other)), "title");
    }

    private static RampReport ramp() {
        Run bad = Ticks.run(2, "A", 20, 80, 50, 1500);
        return new RampReport(List.of(bad, RUN), new Limits(1, 50), Optional.of(RUN), "title");
    }

    @Test
    void linesAreObjectsWithoutWhatWasNotMeasured() {
        var written = new StringWriter();
        var lines = new JsonLines(written);
        var samples = new Samples();
        samples.add(Ticks.second(1.0004, 10, 1500), false, Optional.empty());
        lines.tick(3, "A", samples);
        lines.run(RUN, "title");
        lines.result("ramp", ramp().json());

        List<Json> read = written.toString().lines().map(Json::parse).toList();
        Json tick = read.get(0);
        assertEquals(
                "{\"type\":\"tick\",\"run\":3,\"server\":\"A\",\"steady\":false,\"seconds\":1.0,"
                        + "\"wanted\":10",
                tick.toString().substring(0, 76));
        assertEquals(1.0, tick.get("loss_percent").orElseThrow().real());
        assertEquals(20.0, tick.get("generator_cpu_percent").orElseThrow().real());
        assertFalse(tick.has("server_cpu_percent"));
        assertFalse(tick.has("set_up_p50_ms"));
        Json run = read.get(1);
        assertEquals("run", run.string("type", ""));
        assertEquals("none", run.string("limit", ""));
        assertEquals(40.0, run.get("server_cpu_percent").orElseThrow().real());
        assertFalse(run.has("server_out"));
        Json result = read.get(2);
        assertEquals("result", result.string("type", ""));
        assertEquals(10, result.integer("best", 0));
        assertEquals(2, result.get("levels").orElseThrow().elements().size());
    }

    @Test
    void tablesAreAligned() {
        var table =
                new Table("", List.of("", "A"), List.of(List.of("one", "1"), List.of("x", "12")));
        assertEquals(List.of("      A", "one   1", "x    12"), table.text().lines().toList());
    }

    @Test
    void pagesNeedNoOtherFileAndKeepSecrets() {
        for (Page page :
                List.of(
                        new RunReport(RUN, "title").page(ORIGIN),
                        comparison().page(ORIGIN),
                        ramp().page(ORIGIN))) {
            String html = page.html();
            assertFalse(html.contains("{{"), "nothing left to be filled in");
            assertFalse(html.contains("src=") || html.contains("@import"));
            assertFalse(html.contains("hush"));
            assertFalse(html.contains("<b>A <b>"), "names are not markup");
            assertTrue(html.contains("Permission is hereby granted"), "the licence of uPlot");
            int from = html.indexOf("id=\"charts\">") + "id=\"charts\">".length();
            Json charts = Json.parse(html.substring(from, html.indexOf("</script>", from)));
            assertTrue(charts.elements().size() >= 8);
        }
    }

    @Test
    void theResultIsSaidInASentence() {
        assertTrue(
                comparison()
                        .text()
                        .contains("B forwards 8.04 times as many packets a CPU second as A <b>"),
                comparison().text());
        assertTrue(
                ramp().text()
                        .contains(
                                "The highest level with loss of at most 1 % and a p99 latency of"
                                        + " at most 50 ms was 10;"),
                ramp().text());
    }
}
