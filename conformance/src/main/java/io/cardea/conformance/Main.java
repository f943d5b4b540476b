package io.cardea.conformance;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the part of the suite that is meant for a server with a given configuration.
 *
 * <p>Its argument is the name of the configuration, {@code open} or {@code guarded}, which is also
 * the tag of the tests. Exits with 0 only if some tests ran and none failed.
 */
public final class Main {
    private static final List<Class<?>> TESTS =
            List.of(
                    TranscriptTest.class,
                    HttpTest.class,
                    GuardedHttpTest.class,
                    WebSocketTest.class,
                    UnixTest.class,
                    NanomsgTest.class,
                    MqttTest.class,
                    RabbitMqTest.class,
                    TimeoutTest.class,
                    EchoTestAnswerTest.class,
                    VideoRoomTest.class);

    /** Only tests that say so run beside others. */
    private static final Map<String, String> PARALLEL =
            Map.of(
                    "junit.jupiter.execution.parallel.enabled", "true",
                    "junit.jupiter.execution.parallel.mode.default", "same_thread",
                    "junit.jupiter.execution.parallel.config.executor-service",
                            "WORKER_THREAD_POOL",
                    "junit.jupiter.execution.parallel.config.strategy", "fixed",
                    "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");

    private Main() {}

    public static void main(String[] arguments) {
        Target target = Target.get();
        String profile = arguments[0];
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(TESTS.stream().map(DiscoverySelectors::selectClass).toList())
                        .filters(TagFilter.includeTags(profile))
                        .configurationParameters(PARALLEL);
        if (!target.isCardea()) request.filters(TagFilter.excludeTags("newer"));
        Tally tally = new Tally(System.out);
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built, tally);
        System.out.printf(
                "conformance %s %s: %d passed, %d failed, %d skipped%n",
                target.kind(), profile, tally.passed, tally.failed, tally.skipped);
        System.exit(tally.failed == 0 && tally.passed > 0 ? 0 : 1);
    }

    /** Counts, and tells of failures as they come. Tests run beside one another. */
    private static final class Tally implements TestExecutionListener {
        private final PrintStream out;
        private int passed;
        private int failed;
        private int skipped;

        Tally(PrintStream out) {
            this.out = out;
        }

        @Override
        public synchronized void executionFinished(
                TestIdentifier test, TestExecutionResult result) {
            String why = result.getThrowable().map(Throwable::toString).orElse("");
            switch (result.getStatus()) {
                case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
                case ABORTED -> executionSkipped(test, why);
                case FAILED -> {
                    failed++;
                    out.println("FAILED " + name(test) + ": " + why);
                }
            }
        }

        @Override
        public synchronized void executionSkipped(TestIdentifier test, String reason) {
            skipped++;
            out.println("skipped " + name(test) + ": " + reason);
        }

        private static String name(TestIdentifier test) {
            String parent =
                    test.getParentIdObject().map(id -> id.getLastSegment().getValue()).orElse("");
            return parent + " / " + test.getDisplayName();
        }
    }
}
