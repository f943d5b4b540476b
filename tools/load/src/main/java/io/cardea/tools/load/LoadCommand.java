package io.cardea.tools.load;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cardea load}: the load generator. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Puts load on a server of the Janus API, and measures.",
        subcommands = {RunCommand.class, RampCommand.class, CompareCommand.class})
public final class LoadCommand {
    private LoadCommand() {}

    /** Runs it with the process's arguments, and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new LoadCommand()).execute(arguments);
    }
}
