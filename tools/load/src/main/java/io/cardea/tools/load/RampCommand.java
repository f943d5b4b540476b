package io.cardea.tools.load;

import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.ramp.Limits;
import io.cardea.tools.load.ramp.Ramp;
import io.cardea.tools.load.ramp.Search;
import io.cardea.tools.load.report.JsonLines;
import io.cardea.tools.load.report.RampReport;
import io.cardea.tools.load.scenario.Plan;
import io.cardea.tools.load.scenario.ScenarioLoad;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for the highest level of load that a server carries. */
@Command(
        name = "ramp",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Raises a load until too much is lost or late, and tells the last good level.",
            "The level is the number of viewers of each publisher, or of peers of echo."
        })
final class RampCommand extends Task {
    @Parameters(
            paramLabel = "URL",
            description = "of the Janus API: ws://host:8188 or http://host:8088/janus")
    private String url = "";

    @Option(names = "--name", paramLabel = "NAME", description = "of the server (its URL)")
    private String name = "";

    @Option(names = "--max-loss", paramLabel = "PERCENT", description = "of a good level (1)")
    private double maxLoss = 1;

    @Option(names = "--max-latency", paramLabel = "MS", description = "p99, of a good level (50)")
    private double maxLatency = 50;

    @Option(names = "--from", paramLabel = "N", description = "level that is tried first (50)")
    private int from = 50;

    @Option(names = "--to", paramLabel = "N", description = "highest level (10000)")
    private int to = 10_000;

    @Option(names = "--factor", paramLabel = "N", description = "by which it grows (1.5)")
    private double factor = 1.5;

    @Option(
            names = "--resolution",
            paramLabel = "PERCENT",
            description = "of the level, within which it is found (5)")
    private double resolution = 5;

    @Option(
            names = "--tries",
            paramLabel = "N",
            description = "as often a level may fail before it is bad (2)")
    private int tries = 2;

    @Option(
            names = "--levels",
            paramLabel = "N",
            split = ",",
            description = "instead of a search: measures each of these once")
    private List<Integer> levels = List.of();

    @Mixin private PlanOptions plan = new PlanOptions();
    @Mixin private TargetOptions target = new TargetOptions();
    @Mixin private ReportOptions reports = new ReportOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    void run(PrintWriter out) throws LoadException, InterruptedException {
        Plan wanted = plan.plan();
        ScenarioLoad load = new ScenarioLoad(wanted);
        Limits limits = new Limits(maxLoss, maxLatency);
        Side side = target.side(name, url);
        try (JsonLines lines = reports.lines()) {
            Runner runner =
                    new Runner(ReportOptions.progress(out), lines, wanted.network().loops());
            Ramp ramp = new Ramp(level -> runner.run(load.atLevel(level), side), limits);
            if (levels.isEmpty()) {
                ramp.search(new Search.Range(from, to, factor, resolution / 100), tries);
            } else {
                ramp.sweep(levels);
            }
            List<Run> runs = ramp.runs();
            int level = ramp.best().orElse(runs.getFirst()).level();
            String title = load.atLevel(level).title();
            var report = new RampReport(runs, limits, ramp.best(), title);
            lines.result("ramp", report.json());
            out.print(report.text());
            ramp.trouble().ifPresent(out::println);
            reports.write(report.page(reports.origin(spec)));
        }
    }
}
