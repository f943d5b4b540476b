package io.cardea.tools.load.scenario;

import com.sun.management.OperatingSystemMXBean;
import io.cardea.tools.load.Load;
import io.cardea.tools.load.LoadException;
import io.cardea.tools.load.Target;
import io.cardea.tools.load.client.ApiException;
import io.cardea.tools.load.client.JanusClient;
import io.cardea.tools.load.measure.Tick;
import io.cardea.tools.load.peer.Counts;
import io.cardea.tools.load.peer.Crowd;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A scenario that is run by simulated peers in this process. One run at a time. */
public final class ScenarioLoad implements Load {
    private static final long TICK_NANOS = 1_000_000_000L;

    /** What is on its way when publishers fall silent has arrived after that. */
    private static final Duration SETTLE = Duration.ofMillis(300);

    private final Plan plan;
    private final Function<Plan, Scenario> program;
    private volatile Map<String, Integer> troubles = Map.of(); // of the last run: replaced whole

    /** A stock scenario. */
    public ScenarioLoad(Plan plan) {
        this(plan, each -> each.scenario().program(each));
    }

    /** A program of one's own, made for a plan whose level may differ from this one's. */
    public ScenarioLoad(Plan plan, Function<Plan, Scenario> program) {
        this.plan = plan;
        this.program = program;
    }

    @Override
    public String title() {
        return plan.title();
    }

    @Override
    public Load atLevel(int level) {
        return new ScenarioLoad(plan.withLevel(level), program);
    }

    @Override
    public int level() {
        return plan.level();
    }

    /** What went wrong in the last run, and how often. */
    public Map<String, Integer> troubles() {
        return new TreeMap<>(troubles);
    }

    @Override
    public void run(Target target, Watch watch) throws LoadException, InterruptedException {
        try (JanusClient client = JanusClient.connect(target);
                Crowd crowd = crowd(target)) {
            Phases phases = new Phases();
            Controller controller = new Controller(plan, client, crowd, phases);
            run(controller, crowd, phases, watch);
        } catch (ApiException | IOException e) {
            throw new LoadException(e.getMessage(), e);
        }
    }

    private Crowd crowd(Target target) throws IOException {
        Plan.Network network = plan.network();
        return Crowd.start(network.loops(), address(target), network.suite(), network.gather());
    }

    private InetAddress address(Target target) throws IOException {
        if (plan.network().address().isPresent()) {
            return InetAddress.getByName(plan.network().address().get());
        }
        return Crowd.addressTowards(target.url().getHost());
    }

    private void run(Controller controller, Crowd crowd, Phases phases, Watch watch)
            throws LoadException, InterruptedException {
        var failure = new LoadException[1];
        Thread player =
                Thread.ofVirtual()
                        .name("scenario")
                        .start(() -> {
                            try {
                                program.apply(plan).play(controller);
                            } catch (LoadException e) {
                                failure[0] = e;
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt(); // the run was interrupted
                            } catch (RuntimeException e) {
                                failure[0] = new LoadException("the scenario failed: " + e, e);
                            } finally {
                                phases.end();
                            }
                        });
        try {
            var ticks = new Ticks(controller, crowd);
            watch(ticks, phases, watch);
            if (failure[0] == null) settle(ticks, crowd, watch);
        } finally {
            player.interrupt();
            player.join();
            troubles = controller.troubles();
            controller.end();
        }
        if (failure[0] != null) throw failure[0];
    }

    private static void watch(Ticks ticks, Phases phases, Watch watch) throws InterruptedException {
        while (true) {
            phases.await(ticks.last + TICK_NANOS);
            if (phases.isOver()) return;
            boolean steady = phases.isSteady();
            Tick tick = ticks.next();
            phases.ticked();
            watch.tick(tick, steady);
        }
    }

    private static void settle(Ticks ticks, Crowd crowd, Watch watch) throws InterruptedException {
        crowd.silence();
        Thread.sleep(SETTLE);
        watch.tick(ticks.next(), false);
        watch.settled();
    }

    /** Makes ticks, each from the end of the one before. */
    private static final class Ticks {
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final Controller controller;
        private final Crowd crowd;
        private final long start = System.nanoTime();
        private long last = start;
        private long lastCpu = system.getProcessCpuTime();

        Ticks(Controller controller, Crowd crowd) {
            this.controller = controller;
            this.crowd = crowd;
            crowd.take();
        }

        Tick next() {
            Counts counts = crowd.take();
            long now = System.nanoTime();
            long cpu = system.getProcessCpuTime();
            Tick tick =
                    tick(
                            (now - start) / 1e9,
                            (now - last) / 1e9,
                            controller,
                            counts,
                            cpu - lastCpu);
            last = now;
            lastCpu = cpu;
            return tick;
        }
    }

    private static Tick tick(
            double seconds, double length, Controller controller, Counts counts, long cpuNanos) {
        Attendance.Count count = controller.attendance().count();
        return new Tick(
                seconds,
                length,
                count.wanted(),
                count.up(),
                count.failed(),
                counts.sent(),
                counts.expected(),
                counts.received(),
                counts.lost(),
                counts.reordered(),
                counts.duplicated(),
                counts.bytes(),
                counts.jitterMillis(),
                counts.nacksSent(),
                counts.plisSent(),
                counts.nacksHeard(),
                counts.plisHeard(),
                counts.latencyMicros(),
                counts.setUpMillis(),
                counts.firstMediaMillis(),
                cpuNanos);
    }
}
