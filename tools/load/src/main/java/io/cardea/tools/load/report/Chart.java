package io.cardea.tools.load.report;

import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is to be plotted; the page's script does it. Built by one thread. */
public final class Chart {
    /** How a line looks. */
    public enum Style {
        LINE,
        /** One of many of its colour. */
        FAINT,
        /** Beside what matters. */
        DASHED,
        /** A point each, joined by a thin line. */
        POINTS
    }

    /**
     * A line.
     *
     * @param colour which of the page's colours, from 0
     * @param x rising
     * @param y not a number where there is none
     */
    public record Series(String name, int colour, Style style, double[] x, double[] y) {}

    private record Band(double from, double to) {}

    private record Bound(String name, double value) {}

    private final String title;
    private final String unit;
    private final String along;
    private final List<Series> series = new ArrayList<>();
    private final List<Band> bands = new ArrayList<>();
    private Optional<Bound> bound = Optional.empty();
    private boolean logarithmic;
    private boolean logarithmicAlong;

    /**
     * @param unit of what is plotted
     * @param along what it is plotted along
     */
    public Chart(String title, String unit, String along) {
        this.title = title;
        this.unit = unit;
        this.along = along;
    }

    /** Adds a line, unless there is nothing on it. */
    public Chart add(Series added) {
        for (double each : added.y) {
            if (Double.isFinite(each)) {
                series.add(added);
                break;
            }
        }
        return this;
    }

    /** Shades the steady part. */
    public Chart band(double from, double to) {
        bands.add(new Band(from, to));
        return this;
    }

    /** Draws a line that must not be crossed. */
    public Chart bound(String name, double value) {
        bound = Optional.of(new Bound(name, value));
        return this;
    }

    public Chart logarithmic() {
        logarithmic = true;
        return this;
    }

    public Chart logarithmicAlong(boolean on) {
        logarithmicAlong = on;
        return this;
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    Json json() {
        Json json =
                Json.object()
                        .put("title", title)
                        .put("unit", unit)
                        .put("along", along)
                        .put("log", logarithmic)
                        .put("logAlong", logarithmicAlong);
        json.put("series", Json.arrayOf(series.stream().map(Chart::json).toList()));
        json.put(
                "bands",
                Json.arrayOf(
                        bands.stream().map(b -> numbers(new double[] {b.from, b.to})).toList()));
        bound.ifPresent(b ->
                json.put(
                        "bound", Json.object().put("name", b.name).put("value", Json.of(b.value))));
        return json;
    }

    private static Json json(Series series) {
        return Json.object()
                .put("name", series.name)
                .put("colour", series.colour)
                .put("style", series.style.name().toLowerCase(Locale.ROOT))
                .put("x", numbers(series.x))
                .put("y", numbers(series.y));
    }

    private static Json numbers(double[] values) {
        Json array = Json.array();
        for (double each : values) {
            double rounded = Math.round(each * 1e4) / 1e4;
            array.add(Double.isFinite(each) ? Json.of(rounded) : Json.NULL);
        }
        return array;
    }
}
