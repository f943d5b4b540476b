package io.cardea.tools.load;

import io.cardea.tools.load.compare.Comparison;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.report.CompareReport;
import io.cardea.tools.load.report.JsonLines;
import io.cardea.tools.load.scenario.Plan;
import io.cardea.tools.load.scenario.ScenarioLoad;
import io.cardea.tools.load.server.AdminCounters;
import io.cardea.tools.load.server.StartedServer;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the same load against two servers in turns. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays the same scenario against two servers, A B A B …, and tells the medians.",
            "On one machine let it start each for its round, so that only one is running."
        })
final class CompareCommand extends Task {
    @Option(names = "--a", required = true, paramLabel = "URL", description = "of A's Janus API")
    private String urlA = "";

    @Option(names = "--b", required = true, paramLabel = "URL", description = "of B's Janus API")
    private String urlB = "";

    @Option(names = "--name-a", paramLabel = "NAME", description = "of A (A)")
    private String nameA = "A";

    @Option(names = "--name-b", paramLabel = "NAME", description = "of B (B)")
    private String nameB = "B";

    @Option(
            names = "--start-a",
            paramLabel = "COMMAND",
            description = "starts A before each of its rounds; it is ended after it")
    private Optional<String> startA = Optional.empty();

    @Option(names = "--start-b", paramLabel = "COMMAND", description = "the same of B")
    private Optional<String> startB = Optional.empty();

    @Option(
            names = "--admin-a",
            paramLabel = "URL",
            description = "of A's Admin API, whose packet counters check ours")
    private Optional<URI> adminA = Optional.empty();

    @Option(names = "--admin-b", paramLabel = "URL", description = "the same of B")
    private Optional<URI> adminB = Optional.empty();

    @Option(names = "--admin-secret", paramLabel = "SECRET", description = "for both Admin APIs")
    private String adminSecret = "";

    @Option(names = "--api-secret", paramLabel = "SECRET", description = "both api_secrets")
    private Optional<String> apiSecret = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "a token of both servers")
    private Optional<String> token = Optional.empty();

    @Option(names = "--rounds", paramLabel = "N", description = "of A and B each (5)")
    private int rounds = 5;

    @Mixin private PlanOptions plan = new PlanOptions();
    @Mixin private ReportOptions reports = new ReportOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    void run(PrintWriter out) throws LoadException, InterruptedException {
        if (rounds < 1) throw new IllegalArgumentException("rounds out of range: " + rounds);
        Plan wanted = plan.plan();
        Load load = new ScenarioLoad(wanted);
        List<Run> a = new ArrayList<>();
        List<Run> b = new ArrayList<>();
        try (JsonLines lines = reports.lines()) {
            Runner runner =
                    new Runner(ReportOptions.progress(out), lines, wanted.network().loops());
            for (int i = 0; i < rounds; i++) {
                a.add(run(runner, load, side(nameA, urlA, adminA), startA));
                b.add(run(runner, load, side(nameB, urlB, adminB), startB));
            }
            var report = new CompareReport(new Comparison(a, b), load.title());
            lines.result("compare", report.json());
            out.print(report.text());
            reports.write(report.page(reports.origin(spec)));
        }
    }

    private Side side(String name, String url, Optional<URI> admin) {
        return new Side(
                name,
                new Target(URI.create(url), apiSecret, token, OptionalLong.empty()),
                admin.map(at -> new AdminCounters(at, adminSecret)));
    }

    private static Run run(Runner runner, Load load, Side side, Optional<String> start)
            throws LoadException, InterruptedException {
        if (start.isEmpty()) return runner.run(load, side);
        try (StartedServer _ = StartedServer.start(start.get(), side.target())) {
            return runner.run(load, side);
        }
    }
}
