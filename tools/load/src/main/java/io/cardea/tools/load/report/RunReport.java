package io.cardea.tools.load.report;

import io.cardea.tools.load.measure.Curve;
import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.report.Chart.Style;
import io.cardea.tools.load.report.Page.Tile;
import java.util.ArrayList;
import java.util.List;

/** What is told of a single run. */
public final class RunReport {
    private final Run run;
    private final String title;

    public RunReport(Run run, String title) {
        this.run = run;
        this.title = title;
    }

    /** Every figure that was measured. */
    public Table table() {
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            double value = run.figure(figure);
            if (!Double.isFinite(value)) continue;
            rows.add(List.of(figure.heading(), figure.text(value)));
        }
        return new Table("All figures", List.of("Of the steady part", run.server()), rows);
    }

    public String text() {
        return table().text() + "Limit: " + run.limit().sentence() + System.lineSeparator();
    }

    /** The page. */
    public Page page(Origin origin) {
        return new Page(title, "against " + run.server() + "; " + run.limit().sentence())
                .tiles(tiles())
                .charts("Second by second; the steady part is shaded", charts())
                .table(table())
                .facts(origin.table());
    }

    private List<Tile> tiles() {
        return List.of(
                tile(Figure.UP, "of " + text(Figure.WANTED)),
                tile(Figure.LOSS, text(Figure.LOST) + " of " + text(Figure.EXPECTED) + " packets"),
                tile(Figure.LATENCY_P99, "median " + text(Figure.LATENCY_P50)),
                tile(Figure.RECEIVE_RATE, text(Figure.BITRATE) + " Mbit/s"),
                tile(Figure.SERVER_COST, "server " + text(Figure.SERVER_CPU) + " % of a core"),
                tile(Figure.SET_UP_P99, "median " + text(Figure.SET_UP_P50) + " ms"));
    }

    private Tile tile(Figure figure, String note) {
        return new Tile(figure.title(), figure.large(run.figure(figure)), note);
    }

    private String text(Figure figure) {
        return figure.text(run.figure(figure));
    }

    private List<Chart> charts() {
        List<Chart> charts =
                List.of(
                        Charts.overTime("Peers", "")
                                .add(line("up", 0, Curve.UP))
                                .add(dashed("wanted", 3, Curve.WANTED))
                                .add(line("failed", 1, Curve.FAILED)),
                        Charts.overTime("Packets", "a second")
                                .add(line("from the server", 0, Curve.RECEIVE_RATE))
                                .add(line("to the server", 1, Curve.SEND_RATE)),
                        Charts.overTime("Latency (logarithmic)", "ms")
                                .add(line("median", 0, Curve.LATENCY_P50))
                                .add(line("p99", 1, Curve.LATENCY_P99))
                                .add(dashed("longest", 3, Curve.LATENCY_MAX))
                                .logarithmic(),
                        Charts.overTime("Loss", "%").add(line("lost", 1, Curve.LOSS)),
                        Charts.overTime("Processor time", "% of a core")
                                .add(line("server", 0, Curve.SERVER_CPU))
                                .add(line("generator", 1, Curve.GENERATOR_CPU)),
                        Charts.overTime("Server's processor time", "µs a forwarded packet")
                                .add(
                                        Charts.steady(
                                                "server", 0, Style.LINE, run, Curve.SERVER_COST)),
                        Charts.overTime("Server's resident memory", "MB")
                                .add(line("resident", 0, Curve.SERVER_RESIDENT)),
                        Charts.overTime("Server's threads and open files", "")
                                .add(line("threads", 0, Curve.SERVER_THREADS))
                                .add(line("files and sockets", 1, Curve.SERVER_DESCRIPTORS)));
        charts.forEach(chart -> Charts.shade(chart, run));
        return charts;
    }

    private Chart.Series line(String name, int colour, Curve curve) {
        return Charts.series(name, colour, Style.LINE, run, curve);
    }

    private Chart.Series dashed(String name, int colour, Curve curve) {
        return Charts.series(name, colour, Style.DASHED, run, curve);
    }
}
