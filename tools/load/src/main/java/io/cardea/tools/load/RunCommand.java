package io.cardea.tools.load;

import io.cardea.spi.SettingsException;
import io.cardea.tools.load.scenario.Plan;
import io.cardea.tools.load.scenario.ScenarioLoad;
import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
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
final class RunCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Parameters(
            paramLabel = "URL",
            description = "of the Janus API: ws://host:8188 or http://host:8088/janus")
    private String url = "";

    @Option(names = "--pid", paramLabel = "PID", description = "the server's process, to measure")
    private long pid = -1;

    @Mixin private PlanOptions plan = new PlanOptions();
    @Mixin private TargetOptions credentials = new TargetOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Plan wanted = plan.plan();
            Target target =
                    credentials.target(url, pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid));
            ScenarioLoad load = new ScenarioLoad(wanted);
            Tally tally = new Tally(out);
            out.println(load.title() + " against " + url);
            load.run(target, tally);
            tally.summary();
            load.troubles().forEach((reason, count) -> out.println(count + " x " + reason));
            out.flush();
            return 0;
        } catch (LoadException | SettingsException | IllegalArgumentException e) {
            err.println(e.getMessage());
            err.flush();
            return FAILED;
        }
    }
}
