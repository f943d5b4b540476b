package io.cardea.tools.load.report;

import io.cardea.tools.load.measure.Curve;
import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.measure.Samples;
import io.cardea.tools.load.report.Chart.Series;
import io.cardea.tools.load.report.Chart.Style;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The charts that several reports have in common. */
final class Charts {
    private static final String SECONDS = "seconds since the run began";

    private Charts() {}

    static Chart overTime(String title, String unit) {
        return new Chart(title, unit, SECONDS);
    }

    /** One of a run's curves. */
    static Series series(String name, int colour, Style style, Run run, Curve curve) {
        Samples samples = run.samples();
        var x = new double[samples.size()];
        var y = new double[samples.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = samples.seconds(i);
            y[i] = samples.value(i, curve);
        }
        return new Series(name, colour, style, x, y);
    }

    /** The same of the steady part alone: before and after it, the figure says nothing. */
    static Series steady(String name, int colour, Style style, Run run, Curve curve) {
        Series whole = series(name, colour, style, run, curve);
        for (int i = 0; i < whole.y().length; i++) {
            if (!run.samples().isSteady(i)) whole.y()[i] = Double.NaN;
        }
        return whole;
    }

    /** A point for each run. */
    static Series points(
            String name, int colour, List<Run> runs, ToDoubleFunction<Run> along, Figure figure) {
        double[] x = runs.stream().mapToDouble(along).toArray();
        double[] y = runs.stream().mapToDouble(run -> run.figure(figure)).toArray();
        return new Series(name, colour, Style.POINTS, x, y);
    }

    /** Shades the run's steady part. */
    static void shade(Chart chart, Run run) {
        Samples samples = run.samples();
        double from = Double.NaN;
        double to = Double.NaN;
        for (int i = 0; i < samples.size(); i++) {
            if (!samples.isSteady(i)) continue;
            if (Double.isNaN(from)) from = i == 0 ? 0 : samples.seconds(i - 1);
            to = samples.seconds(i);
        }
        if (!Double.isNaN(from)) chart.band(from, to);
    }
}
