package io.cardea.tools.load.report;

import io.cardea.spi.Json;
import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.ramp.Limits;
import io.cardea.tools.load.report.Page.Tile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is told of a load at several levels. */
public final class RampReport {
    /** From this on, levels are spread by their ratios. */
    private static final int WIDE = 20;

    private static final List<Figure> OF_A_LEVEL =
            List.of(
                    Figure.UP,
                    Figure.FAILED,
                    Figure.LOSS,
                    Figure.LATENCY_P50,
                    Figure.LATENCY_P99,
                    Figure.LATENCY_MAX,
                    Figure.RECEIVE_RATE,
                    Figure.SERVER_CPU,
                    Figure.SERVER_COST,
                    Figure.SERVER_RESIDENT,
                    Figure.SERVER_THREADS,
                    Figure.SET_UP_P50,
                    Figure.GENERATOR_CPU);

    private final List<Run> runs;
    private final Limits limits;
    private final Optional<Run> best;
    private final String title;

    /**
     * @param runs in the order in which they were made
     * @param best the last that was good
     */
    public RampReport(List<Run> runs, Limits limits, Optional<Run> best, String title) {
        this.runs =
                runs.stream()
                        .sorted(Comparator.comparingInt(Run::level).thenComparingInt(Run::number))
                        .toList();
        this.limits = limits;
        this.best = best;
        this.title = title;
    }

    /** A row for each run, by their levels. */
    public Table table() {
        List<String> head = new ArrayList<>(List.of("Level"));
        OF_A_LEVEL.forEach(figure -> head.add(figure.heading()));
        head.add("Limit");
        head.add("Good");
        return new Table("Every level", head, runs.stream().map(this::row).toList());
    }

    private List<String> row(Run run) {
        List<String> row = new ArrayList<>(List.of(Integer.toString(run.level())));
        OF_A_LEVEL.forEach(figure -> row.add(figure.text(run.figure(figure))));
        row.add(run.limit().word());
        row.add(limits.hold(run) ? "yes" : "no");
        return row;
    }

    public String text() {
        return table().text() + System.lineSeparator() + sentence() + System.lineSeparator();
    }

    private String sentence() {
        String within =
                String.format(
                        Locale.ROOT,
                        "loss of at most %s %% and a p99 latency of at most %s ms",
                        plain(limits.lossPercent()),
                        plain(limits.latencyMillis()));
        return best.map(run ->
                        "The highest level with "
                                + within
                                + " was "
                                + run.level()
                                + "; there "
                                + run.limit().sentence()
                                + ".")
                .orElse("No level had " + within + ".");
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** For JSON lines. */
    public Json json() {
        Json json = Json.object().put("title", title);
        json.put("max_loss_percent", Json.of(limits.lossPercent()));
        json.put("max_latency_ms", Json.of(limits.latencyMillis()));
        json.put("best", best.map(Run::level).orElse(0));
        Json levels = Json.array();
        for (Run run : runs) {
            Json level = Json.object().put("run", run.number()).put("level", run.level());
            levels.add(level.put("good", limits.hold(run)));
        }
        return json.put("levels", levels);
    }

    /** The page. */
    public Page page(Origin origin) {
        String server = runs.getFirst().server();
        String levels = runs.getFirst().level() + " to " + runs.getLast().level();
        return new Page("Levels of load", title + "; levels " + levels + ", against " + server)
                .tiles(tiles())
                .text(sentence())
                .charts("By level", charts())
                .table(table())
                .facts(origin.table());
    }

    private List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        tiles.add(
                new Tile(
                        "Highest good level",
                        best.map(run -> Integer.toString(run.level())).orElse("none"),
                        runs.size() + " runs"));
        best.ifPresent(run -> {
            tiles.add(tile(run, Figure.RECEIVE_RATE));
            tiles.add(tile(run, Figure.LATENCY_P99));
            tiles.add(tile(run, Figure.LOSS));
            tiles.add(tile(run, Figure.SERVER_CPU));
            tiles.add(tile(run, Figure.GENERATOR_CPU));
        });
        return tiles;
    }

    private static Tile tile(Run run, Figure figure) {
        return new Tile(figure.title(), figure.large(run.figure(figure)), "there");
    }

    private List<Chart> charts() {
        return List.of(
                chart("Loss", Figure.LOSS, 1).bound("limit", limits.lossPercent()),
                chart("Latency, p99 (logarithmic)", Figure.LATENCY_P99, 1)
                        .bound("limit", limits.latencyMillis())
                        .logarithmic(),
                chart("Server's processor time", Figure.SERVER_COST, 0),
                chart("Server's processor time", Figure.SERVER_CPU, 0),
                chart("Packets from the server", Figure.RECEIVE_RATE, 0),
                chart("Server's resident memory", Figure.SERVER_RESIDENT, 0),
                chart("Server's threads", Figure.SERVER_THREADS, 0),
                chart("Generator's processor time", Figure.GENERATOR_CPU, 3));
    }

    private Chart chart(String name, Figure figure, int colour) {
        boolean wide = runs.getLast().level() >= WIDE * runs.getFirst().level();
        return new Chart(name, figure.unit(), "level")
                .logarithmicAlong(wide)
                .add(Charts.points(figure.title(), colour, runs, Run::level, figure));
    }
}
