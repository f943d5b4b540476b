package io.cardea.tools.load.report;

import io.cardea.tools.load.measure.Curve;
import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Samples;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * How a run goes on: in a terminal one line that changes, elsewhere a line now and then. One
 * thread.
 */
public final class Progress {
    /** Lines in a file are for looking back, not for watching. */
    private static final int SECONDS_PER_LINE = 5;

    private static final String BACK = "\r\033[K";

    private final PrintWriter out;
    private final boolean terminal;

    public Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    public void begin(int run, String server, String title) {
        out.println("Run " + run + ": " + title + ", against " + server);
        out.flush();
    }

    /** Shows the last of these. */
    public void tick(Samples samples) {
        int last = samples.size() - 1;
        if (terminal) {
            out.print(BACK + line(samples, last));
        } else if (last % SECONDS_PER_LINE == 0) {
            out.println(line(samples, last));
        }
        out.flush();
    }

    /** The run is over, well or not. */
    public void end() {
        if (terminal) out.print(BACK);
        out.flush();
    }

    private static String line(Samples samples, int last) {
        String line =
                String.format(
                        Locale.ROOT,
                        "%5.0f s %s  %.0f/%.0f up  %.0f failed  %,.0f packets/s  loss %.2f %%"
                                + "  p99 %s ms  generator %.0f %%",
                        samples.seconds(last),
                        samples.isSteady(last) ? "steady" : "      ",
                        samples.value(last, Curve.UP),
                        samples.value(last, Curve.WANTED),
                        samples.value(last, Curve.FAILED),
                        samples.value(last, Curve.RECEIVE_RATE),
                        samples.value(last, Curve.LOSS),
                        Figure.LATENCY_P99.text(samples.value(last, Curve.LATENCY_P99)),
                        samples.value(last, Curve.GENERATOR_CPU));
        double server = samples.value(last, Curve.SERVER_CPU);
        if (!Double.isFinite(server)) return line;
        return line
                + String.format(
                        Locale.ROOT,
                        "  server %.0f %%, %.0f MB",
                        server,
                        samples.value(last, Curve.SERVER_RESIDENT));
    }
}
