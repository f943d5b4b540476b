package io.cardea.tools.load;

import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.report.JsonLines;
import io.cardea.tools.load.report.RunReport;
import io.cardea.tools.load.scenario.Plan;
import io.cardea.tools.load.scenario.ScenarioLoad;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays a scenario once against one server. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Plays a scenario against a server and tells what its peers saw.")
final class RunCommand extends Task {
    @Parameters(
            paramLabel = "URL",
            description = "of the Janus API: ws://host:8188 or http://host:8088/janus")
    private String url = "";

    @Option(names = "--name", paramLabel = "NAME", description = "of the server (its URL)")
    private String name = "";

    @Mixin private PlanOptions plan = new PlanOptions();
    @Mixin private TargetOptions target = new TargetOptions();
    @Mixin private ReportOptions reports = new ReportOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    void run(PrintWriter out) throws LoadException, InterruptedException {
        Plan wanted = plan.plan();
        ScenarioLoad load = new ScenarioLoad(wanted);
        try (JsonLines lines = reports.lines()) {
            Runner runner =
                    new Runner(ReportOptions.progress(out), lines, wanted.network().loops());
            Run run = runner.run(load, target.side(name, url));
            var report = new RunReport(run, load.title());
            out.print(report.text());
            load.troubles().forEach((reason, count) -> out.println(count + " x " + reason));
            reports.write(report.page(reports.origin(spec)));
        }
    }
}
