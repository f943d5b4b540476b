package io.cardea.tools.load.measure;

import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What a run came to: sums over its steady part, and how its peers got there.
 *
 * <p>One thread adds ticks; once the run is over, any thread reads. {@link Figure} has what can be
 * said of it.
 */
public final class Outcome {
    private static final long MAX_MICROS = 60_000_000L;
    private static final long MAX_MILLIS = 600_000L;
    private static final int DIGITS = 3;

    final Histogram latencyMicros = new Histogram(MAX_MICROS, DIGITS);
    final Histogram setUpMillis = new Histogram(MAX_MILLIS, DIGITS);
    final Histogram firstMediaMillis = new Histogram(MAX_MILLIS, DIGITS);
    final Histogram turnMicros = new Histogram(DIGITS);
    final Slope residentSlope = new Slope();

    int wanted;
    int up;
    int failed;
    double steadySeconds;
    long sent;
    long expected;
    long received;
    long lost;
    long reordered;
    long duplicated;
    long bytes;
    long nacksSent;
    long plisSent;
    long nacksHeard;
    long plisHeard;
    long cpuNanos;
    double serverSeconds;
    long serverCpuNanos;
    long serverPackets;
    long residentBytes;
    int threads;
    int descriptors;
    double setUpSeconds;
    private double jitterSum;
    private long totalSent;
    private long totalExpected;
    private Optional<PacketCheck> check = Optional.empty();

    /** Takes what was seen in an interval. */
    public void add(Tick tick, boolean steady, Optional<ServerTick> server) {
        totalSent += tick.sent();
        totalExpected += tick.expected();
        failed = tick.failed();
        setUpMillis.add(tick.setUpMillis());
        firstMediaMillis.add(tick.firstMediaMillis());
        if (tick.setUpMillis().getTotalCount() > 0) setUpSeconds += tick.length();
        if (!steady) return;
        addSteady(tick);
        server.ifPresent(used -> addSteady(tick, used));
    }

    private void addSteady(Tick tick) {
        wanted = tick.wanted();
        up = tick.up();
        steadySeconds += tick.length();
        sent += tick.sent();
        expected += tick.expected();
        received += tick.received();
        lost += tick.lost();
        reordered += tick.reordered();
        duplicated += tick.duplicated();
        bytes += tick.bytes();
        nacksSent += tick.nacksSent();
        plisSent += tick.plisSent();
        nacksHeard += tick.nacksHeard();
        plisHeard += tick.plisHeard();
        cpuNanos += tick.cpuNanos();
        jitterSum += tick.jitterMillis() * tick.length();
        latencyMicros.add(tick.latencyMicros());
    }

    private void addSteady(Tick tick, ServerTick used) {
        serverSeconds += used.length();
        serverCpuNanos += used.cpuNanos();
        serverPackets += tick.received();
        residentBytes = Math.max(residentBytes, used.residentBytes());
        threads = Math.max(threads, used.threads());
        descriptors = Math.max(descriptors, used.descriptors());
        residentSlope.add(used.seconds() / 60, used.residentBytes() / 1e6);
    }

    /** Takes the server's own counts, once all is still. */
    public void check(long serverIn, long serverOut) {
        check = Optional.of(new PacketCheck(totalSent, serverIn, totalExpected, serverOut));
    }

    /** Takes how many turns of the server's media loops took how long, in microseconds. */
    public void turnTimes(Map<Double, Long> before, Map<Double, Long> after) {
        after.forEach((micros, count) -> {
            long turns = count - before.getOrDefault(micros, 0L);
            if (turns > 0) turnMicros.recordValueWithCount(Math.round(micros), turns);
        });
    }

    /** Empty where the server was not asked. */
    public Optional<PacketCheck> check() {
        return check;
    }

    /** Whether there was a steady part. */
    public boolean hasSteadyPart() {
        return steadySeconds > 0;
    }

    double jitterMillis() {
        return jitterSum / steadySeconds;
    }

    /**
     * What held the load back, if it can be told from the processors' time.
     *
     * @param loops threads of the generator that carry peers
     * @param cores of the machine, when the server is measured and so on it
     */
    public Limit limit(int loops, int cores) {
        if (cpuNanos > 0.85e9 * loops * steadySeconds) return Limit.GENERATOR;
        boolean full = cpuNanos + serverCpuNanos > 0.9e9 * cores * steadySeconds;
        return serverSeconds > 0 && full ? Limit.MACHINE : Limit.NONE;
    }
}
