package io.cardea.tools.load;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cardea load}: the load generator. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Puts load on a server of the Janus API, and measures.",
        subcommands = {RunCommand.class, RampCommand.class, CompareCommand.class})
public final class LoadCommand {
    /** Held, since its level would go with it. */
    private static final Logger LOG = Logger.getLogger("io.cardea");

    private LoadCommand() {}

    /** Runs it with the process's arguments, and ends the process. */
    public static void main(String[] arguments) {
        LOG.setLevel(Level.WARNING); // progress is told by other means
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new LoadCommand()).execute(arguments);
    }
}
