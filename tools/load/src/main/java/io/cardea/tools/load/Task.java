package io.cardea.tools.load;

import io.cardea.spi.SettingsException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands have in common: what goes wrong is told in a line. */
abstract class Task implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec private CommandSpec self = CommandSpec.create();

    abstract void run(PrintWriter out) throws LoadException, InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        PrintWriter out = self.commandLine().getOut();
        PrintWriter err = self.commandLine().getErr();
        try {
            run(out);
            return 0;
        } catch (LoadException | SettingsException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return FAILED;
        } finally {
            out.flush();
            err.flush();
        }
    }
}
