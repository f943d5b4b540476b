package io.cardea.testkit;

import io.cardea.media.LinkTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws how a viewer fares on a path that changes: what it carries, what is estimated and received,
 * and which layer is shown. Writes an SVG file, and the figures as CSV when asked to.
 *
 * <pre>java -cp … io.cardea.testkit.BandwidthPlot docs/images/bandwidth.svg [FILE.csv [seed]]</pre>
 */
public final class BandwidthPlot {
    private static final Duration QUEUE = Duration.ofMillis(200);
    private static final LinkProfile LOSSY =
            new LinkProfile(0.02, 0, Duration.ofMillis(30), Duration.ZERO);

    /** From that second on, the path carries so much. */
    private record Phase(int second, long bitsPerSecond) {}

    private static final List<Phase> PHASES =
            List.of(
                    new Phase(0, 300_000),
                    new Phase(25, 3_000_000),
                    new Phase(50, 800_000),
                    new Phase(75, 2_000_000));
    private static final int SECONDS = 100;

    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int WIDTH = 800;
    private static final int HEIGHT = 260;
    private static final int LAYER_TOP = TOP + HEIGHT + 30;
    private static final int LAYER_HEIGHT = 54;
    private static final double MAX_MBPS = 3.5;

    private final StringBuilder svg = new StringBuilder();

    private BandwidthPlot() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        List<SimulatedViewer.Sample> samples = simulate(seed);
        Files.writeString(Path.of(arguments[0]), new BandwidthPlot().draw(samples));
        if (arguments.length > 1) Files.writeString(Path.of(arguments[1]), csv(samples));
    }

    private static List<SimulatedViewer.Sample> simulate(long seed) {
        SimulatedRoom room = new SimulatedRoom(seed);
        LayeredVideo.Coding coding = LayeredVideo.Coding.VP8_SIMULCAST;
        LayeredVideo video = room.publish(coding, List.of(100_000L, 400_000L, 1_200_000L));
        SimulatedViewer viewer =
                room.view(LOSSY.limited(PHASES.getFirst().bitsPerSecond(), QUEUE), 1, coding);
        viewer.handle().estimateBandwidth(true);
        viewer.watch(0, video, LinkTargets.best());
        for (Phase phase : PHASES) {
            LinkProfile path = LOSSY.limited(phase.bitsPerSecond(), QUEUE);
            room.simulation()
                    .after(
                            Duration.ofSeconds(phase.second()),
                            () -> room.network().path(viewer.client().address(), path));
        }
        room.simulation().run(Duration.ofSeconds(SECONDS));
        return viewer.samples();
    }

    private static long pathAt(double seconds) {
        long bps = 0;
        for (Phase phase : PHASES) {
            if (phase.second() <= seconds) bps = phase.bitsPerSecond();
        }
        return bps;
    }

    private static String csv(List<SimulatedViewer.Sample> samples) {
        StringBuilder text =
                new StringBuilder("seconds,path_bps,estimate_bps,received_bps,layer\n");
        for (SimulatedViewer.Sample s : samples) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%d,%d,%d,%d%n",
                            s.seconds(),
                            pathAt(s.seconds()),
                            s.estimateBps(),
                            s.receivedBps(),
                            s.layers().getFirst()));
        }
        return text.toString();
    }

    // ---- Drawing ----

    private String draw(List<SimulatedViewer.Sample> samples) {
        int width = LEFT + WIDTH + 30;
        int height = LAYER_TOP + LAYER_HEIGHT + 50;
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", width, height);
        add(" font-family=\"sans-serif\" font-size=\"13\">%n");
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n", width, height);
        grid();
        List<double[]> path = new ArrayList<>();
        List<double[]> estimate = new ArrayList<>();
        for (SimulatedViewer.Sample s : samples) {
            path.add(new double[] {s.seconds(), pathAt(s.seconds()) / 1e6});
            estimate.add(new double[] {s.seconds(), s.estimateBps() / 1e6});
        }
        line(path, "#888888", 2, "6 4");
        line(received(samples), "#2a9d4b", 1.5, "");
        line(estimate, "#d1495b", 2, "");
        layers(samples);
        legend();
        return svg.append("</svg>\n").toString();
    }

    /** Received, each the mean of half a second. */
    private static List<double[]> received(List<SimulatedViewer.Sample> samples) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            double sum = 0;
            int from = Math.max(0, i - 4);
            for (int j = from; j <= i; j++) {
                sum += samples.get(j).receivedBps();
            }
            points.add(new double[] {samples.get(i).seconds(), sum / (i - from + 1) / 1e6});
        }
        return points;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static double x(double seconds) {
        return LEFT + WIDTH * seconds / SECONDS;
    }

    private static double y(double mbps) {
        return TOP + HEIGHT - HEIGHT * Math.min(mbps, MAX_MBPS) / MAX_MBPS;
    }

    private void grid() {
        for (int half = 0; half <= 2 * MAX_MBPS; half++) {
            double at = y(half / 2.0);
            add("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\"", LEFT, LEFT + WIDTH, at);
            add(" y2=\"%.1f\" stroke=\"#dddddd\"/>%n", at);
            text(LEFT - 8, at + 4, "end", "%.1f".formatted(half / 2.0));
        }
        for (int second = 0; second <= SECONDS; second += 10) {
            text(x(second), LAYER_TOP + LAYER_HEIGHT + 18, "middle", second + " s");
        }
        text(LEFT - 8, TOP - 14, "end", "Mbit/s");
        text(LEFT - 8, LAYER_TOP + LAYER_HEIGHT / 2.0 + 4, "end", "layer");
    }

    private void text(double x, double y, String anchor, String what) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, what);
    }

    private void line(List<double[]> points, String colour, double width, String dashes) {
        add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"", colour, width);
        if (!dashes.isEmpty()) add(" stroke-dasharray=\"%s\"", dashes);
        add(" points=\"");
        for (double[] point : points) {
            add("%.1f,%.1f ", x(point[0]), y(point[1]));
        }
        add("\"/>%n");
    }

    private void layers(List<SimulatedViewer.Sample> samples) {
        int from = 0;
        for (int i = 1; i <= samples.size(); i++) {
            int layer = samples.get(from).layers().getFirst();
            boolean ends = i == samples.size() || samples.get(i).layers().getFirst() != layer;
            if (!ends) continue;
            double begin = x(samples.get(from).seconds());
            double end = x(i == samples.size() ? SECONDS : samples.get(i).seconds());
            if (layer >= 0) bar(begin, end, layer);
            from = i;
        }
    }

    private void bar(double begin, double end, int layer) {
        int height = (layer + 1) * LAYER_HEIGHT / 3;
        int top = LAYER_TOP + LAYER_HEIGHT - height;
        add("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\"", begin, top, end - begin);
        add(" height=\"%d\" fill=\"#3d6fb6\" fill-opacity=\"0.6\"/>%n", height);
    }

    private void legend() {
        entry(LEFT + 90, "#888888", "the path carries");
        entry(LEFT + 290, "#d1495b", "estimate");
        entry(LEFT + 440, "#2a9d4b", "media received");
    }

    private void entry(int at, String colour, String what) {
        int y = TOP - 18;
        add("<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"", at, at + 24, y, y);
        add(" stroke=\"%s\" stroke-width=\"3\"/>%n", colour);
        text(at + 32, y + 4, "start", what);
    }
}
