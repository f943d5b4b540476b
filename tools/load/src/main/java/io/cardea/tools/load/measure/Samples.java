package io.cardea.tools.load.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run second by second: every {@link Curve}. One thread adds; afterwards any thread reads. */
public final class Samples {
    private final List<Sample> all = new ArrayList<>();

    private record Sample(double seconds, boolean steady, double[] values) {}

    public void add(Tick tick, boolean steady, Optional<ServerTick> server) {
        Curve[] curves = Curve.values();
        var values = new double[curves.length];
        for (Curve curve : curves) values[curve.ordinal()] = curve.of(tick, server);
        all.add(new Sample(tick.seconds(), steady, values));
    }

    public int size() {
        return all.size();
    }

    /** Since the run began. */
    public double seconds(int index) {
        return all.get(index).seconds;
    }

    public boolean isSteady(int index) {
        return all.get(index).steady;
    }

    /** Not a number where it was not measured. */
    public double value(int index, Curve curve) {
        return all.get(index).values[curve.ordinal()];
    }

    /** Whether it was measured at all. */
    public boolean has(Curve curve) {
        return all.stream().anyMatch(each -> Double.isFinite(each.values[curve.ordinal()]));
    }
}
