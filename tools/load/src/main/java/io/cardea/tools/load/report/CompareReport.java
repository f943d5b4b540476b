package io.cardea.tools.load.report;

import io.cardea.spi.Json;
import io.cardea.tools.load.compare.Comparison;
import io.cardea.tools.load.measure.Curve;
import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Limit;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.report.Chart.Style;
import io.cardea.tools.load.report.Page.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is told of two servers' rounds. */
public final class CompareReport {
    private static final int COLOUR_A = 1;
    private static final int COLOUR_B = 0;

    private static final List<Figure> OF_A_ROUND =
            List.of(
                    Figure.SERVER_COST,
                    Figure.SERVER_YIELD,
                    Figure.SERVER_CPU,
                    Figure.SERVER_RESIDENT,
                    Figure.LOSS,
                    Figure.LATENCY_P50,
                    Figure.LATENCY_P99,
                    Figure.SET_UP_P50,
                    Figure.GENERATOR_CPU,
                    Figure.DIFFERENCE_OUT);

    private final Comparison comparison;
    private final String title;
    private final String nameA;
    private final String nameB;

    public CompareReport(Comparison comparison, String title) {
        this.comparison = comparison;
        this.title = title;
        this.nameA = comparison.a().getFirst().server();
        this.nameB = comparison.b().getFirst().server();
    }

    /** Every figure's medians, and the median of the rounds' ratios. */
    public Table medians() {
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            double a = comparison.medianOfA(figure);
            double b = comparison.medianOfB(figure);
            if (!Double.isFinite(a) && !Double.isFinite(b)) continue;
            rows.add(
                    List.of(
                            figure.heading(),
                            figure.text(a),
                            figure.text(b),
                            tellsByRatio(figure) ? times(comparison.ratio(figure)) : ""));
        }
        String heading = "Medians of " + rounds(comparison.rounds());
        return new Table(heading, List.of("", nameA, nameB, nameB + " ÷ " + nameA), rows);
    }

    private static String rounds(int count) {
        return count == 1 ? "1 round" : count + " rounds";
    }

    /** A ratio of differences, growths or next to nothing says nothing. */
    private static boolean tellsByRatio(Figure figure) {
        return switch (figure) {
            case WANTED,
                    UP,
                    FAILED,
                    STEADY,
                    LOST,
                    LOSS,
                    SERVER_GROWTH,
                    SERVER_IN,
                    SERVER_OUT,
                    DIFFERENCE_IN,
                    DIFFERENCE_OUT ->
                    false;
            default -> true;
        };
    }

    private static String times(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f ×", ratio) : "";
    }

    /** A row for each run, in their order. */
    public Table rounds() {
        List<String> head = new ArrayList<>(List.of("Run"));
        OF_A_ROUND.forEach(figure -> head.add(figure.heading()));
        head.add("Limit");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < comparison.rounds(); i++) {
            rows.add(row(comparison.a().get(i)));
            rows.add(row(comparison.b().get(i)));
        }
        return new Table("Every run", head, rows);
    }

    private static List<String> row(Run run) {
        List<String> row = new ArrayList<>(List.of(run.number() + " " + run.server()));
        OF_A_ROUND.forEach(figure -> row.add(figure.text(run.figure(figure))));
        row.add(run.limit().word());
        return row;
    }

    public String text() {
        var text = new StringBuilder(medians().text());
        text.append(System.lineSeparator());
        for (int i = 0; i < comparison.rounds(); i++) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "Round %d: %s µs a packet with %s, %s with %s: %s%n",
                            i + 1,
                            text(Figure.SERVER_COST, comparison.a().get(i)),
                            nameA,
                            text(Figure.SERVER_COST, comparison.b().get(i)),
                            nameB,
                            times(comparison.ratio(i, Figure.SERVER_YIELD))));
        }
        return text.append(sentence()).append(System.lineSeparator()).toString();
    }

    private static String text(Figure figure, Run run) {
        return figure.text(run.figure(figure));
    }

    private String sentence() {
        double ratio = comparison.ratio(Figure.SERVER_YIELD);
        String result =
                Double.isFinite(ratio)
                        ? String.format(
                                Locale.ROOT,
                                "%s forwards %.2f times as many packets a CPU second as %s, by the"
                                        + " median of %s.",
                                nameB,
                                ratio,
                                nameA,
                                rounds(comparison.rounds()))
                        : "The servers' processes were not measured.";
        return result + limits();
    }

    /** What else was at its limit, and how often. */
    private String limits() {
        var text = new StringBuilder();
        for (Limit limit : Limit.values()) {
            long runs = all().filter(run -> run.limit() == limit).count();
            if (limit == Limit.NONE || runs == 0) continue;
            text.append(" In ").append(runs).append(" of ").append(2 * comparison.rounds());
            text.append(" runs ").append(limit.sentence()).append('.');
        }
        return text.toString();
    }

    private Stream<Run> all() {
        return Stream.concat(comparison.a().stream(), comparison.b().stream());
    }

    /** For JSON lines. */
    public Json json() {
        Json a = Json.object();
        Json b = Json.object();
        Json ratios = Json.object();
        for (Figure figure : Figure.values()) {
            JsonLines.put(a, figure.key(), comparison.medianOfA(figure), figure.decimals());
            JsonLines.put(b, figure.key(), comparison.medianOfB(figure), figure.decimals());
            JsonLines.put(ratios, figure.key(), comparison.ratio(figure), 3);
        }
        return Json.object()
                .put("title", title)
                .put("a", nameA)
                .put("b", nameB)
                .put("rounds", comparison.rounds())
                .put("median_a", a)
                .put("median_b", b)
                .put("median_ratio", ratios);
    }

    /** The page. */
    public Page page(Origin origin) {
        return new Page(nameB + " and " + nameA, title)
                .tiles(tiles())
                .text(sentence())
                .charts("Round by round", byRound())
                .table(medians())
                .charts("Second by second: a line for each run", overTime())
                .table(rounds())
                .facts(origin.table());
    }

    private List<Tile> tiles() {
        double ratio = comparison.ratio(Figure.SERVER_YIELD);
        return List.of(
                new Tile(
                        "Packets a server CPU second",
                        Double.isFinite(ratio) ? times(ratio) : "–",
                        nameB + " by " + nameA),
                tile(Figure.SERVER_COST),
                tile(Figure.LATENCY_P99),
                tile(Figure.LOSS),
                tile(Figure.SERVER_RESIDENT),
                tile(Figure.SET_UP_P50));
    }

    private Tile tile(Figure figure) {
        String a = figure.text(comparison.medianOfA(figure));
        return new Tile(
                figure.title(), figure.large(comparison.medianOfB(figure)), nameA + " " + a);
    }

    private List<Chart> byRound() {
        return List.of(
                byRound("Server's processor time", Figure.SERVER_COST),
                byRound("Latency, p99", Figure.LATENCY_P99),
                byRound("Loss", Figure.LOSS),
                byRound("Server's resident memory", Figure.SERVER_RESIDENT));
    }

    private Chart byRound(String name, Figure figure) {
        int first = comparison.a().getFirst().number();
        // A round has two runs.
        return new Chart(name, figure.unit(), "round")
                .add(
                        Charts.points(
                                nameA,
                                COLOUR_A,
                                comparison.a(),
                                run -> (run.number() - first) / 2 + 1,
                                figure))
                .add(
                        Charts.points(
                                nameB,
                                COLOUR_B,
                                comparison.b(),
                                run -> (run.number() - first) / 2 + 1,
                                figure));
    }

    private List<Chart> overTime() {
        List<Chart> charts =
                List.of(
                        overTime("Server's processor time", "% of a core", Curve.SERVER_CPU),
                        overTime("Packets from the server", "a second", Curve.RECEIVE_RATE),
                        overTime("Latency, p99 (logarithmic)", "ms", Curve.LATENCY_P99)
                                .logarithmic(),
                        overTime("Loss", "%", Curve.LOSS),
                        overTime("Server's resident memory", "MB", Curve.SERVER_RESIDENT),
                        overTime("Generator's processor time", "% of a core", Curve.GENERATOR_CPU),
                        overTime("Peers up", "", Curve.UP),
                        overTime("Server's threads", "", Curve.SERVER_THREADS));
        charts.forEach(chart -> Charts.shade(chart, comparison.b().getFirst()));
        return charts;
    }

    private Chart overTime(String name, String unit, Curve curve) {
        Chart chart = Charts.overTime(name, unit);
        Style style = comparison.rounds() == 1 ? Style.LINE : Style.FAINT;
        comparison.a().forEach(r -> chart.add(Charts.series(nameA, COLOUR_A, style, r, curve)));
        comparison.b().forEach(r -> chart.add(Charts.series(nameB, COLOUR_B, style, r, curve)));
        return chart;
    }
}
