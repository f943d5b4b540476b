package io.cardea.tools.load.server;

import io.cardea.tools.load.LoadException;
import io.cardea.tools.load.Target;
import io.cardea.tools.load.client.ApiException;
import io.cardea.tools.load.client.JanusClient;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A server that runs from here until it is closed, or we end: it alone and what it started are
 * ended, by their ids.
 */
public final class StartedServer implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Process process;
    private final Thread atOurEnd = new Thread(this::end, "end of the server");

    private StartedServer(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(atOurEnd);
    }

    /**
     * Starts a server by a line for {@code sh}, and waits until its API answers. What it writes is
     * dropped, unless the line says otherwise.
     *
     * @throws LoadException if it ends at once, or does not answer
     */
    public static StartedServer start(String command, Target target)
            throws LoadException, InterruptedException {
        if (answers(target)) {
            throw new LoadException("something answers at " + target.url() + " already");
        }
        Process process;
        try {
            process =
                    new ProcessBuilder("sh", "-c", command)
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new LoadException("could not start " + command + ": " + e.getMessage(), e);
        }
        var server = new StartedServer(process);
        try {
            server.awaitAnswer(command, target);
        } catch (LoadException | InterruptedException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void awaitAnswer(String command, Target target)
            throws LoadException, InterruptedException {
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!answers(target)) {
            if (!process.isAlive()) {
                throw new LoadException(
                        "it ended with status " + process.exitValue() + ": " + command);
            }
            if (System.nanoTime() > end) {
                throw new LoadException("nothing answers at " + target.url() + ": " + command);
            }
            Thread.sleep(PAUSE);
        }
    }

    private static boolean answers(Target target) {
        try (JanusClient _ = JanusClient.connect(target)) {
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Asks it to end, and makes it end if it takes too long. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atOurEnd);
        } catch (IllegalStateException e) {
            // We are ending, and the hook finds nothing left to do.
        }
    }

    private void end() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                each.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                each.destroyForcibly();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }
}
