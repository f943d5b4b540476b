package io.cardea.tools.load.server;

import io.cardea.tools.load.measure.ServerTick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures a process on this machine: on Linux by {@code /proc}, elsewhere its processor time
 * alone. One thread.
 *
 * <p>Processor time is that of ended threads too, and as fine as the system tells it: 10 ms.
 */
public final class ServerMeter {
    private static final Path PROC = Path.of("/proc");
    private static final long NANOS_PER_TICK = 10_000_000L; // USER_HZ is 100 wherever Java runs
    private static final long BYTES_PER_KB = 1024;

    private final long pid;
    private ProcessReading last;
    private long lastNanos;

    private ServerMeter(long pid, ProcessReading first) {
        this.pid = pid;
        this.last = first;
        this.lastNanos = System.nanoTime();
    }

    /** Begins to measure; empty if there is no such process, or it can't be looked at. */
    public static Optional<ServerMeter> of(long pid) {
        return read(pid).map(first -> new ServerMeter(pid, first));
    }

    public long pid() {
        return pid;
    }

    /**
     * What has been used since the last call, or since the beginning; empty once the process has
     * ended.
     *
     * @param seconds since the run began
     */
    public Optional<ServerTick> tick(double seconds) {
        Optional<ProcessReading> reading = read(pid);
        long now = System.nanoTime();
        if (reading.isEmpty()) return Optional.empty();
        ProcessReading next = reading.get();
        ServerTick tick =
                new ServerTick(
                        seconds,
                        (now - lastNanos) / 1e9,
                        next.cpuNanos() - last.cpuNanos(),
                        next.residentBytes(),
                        next.threads(),
                        next.descriptors());
        last = next;
        lastNanos = now;
        return Optional.of(tick);
    }

    private static Optional<ProcessReading> read(long pid) {
        Path folder = PROC.resolve(Long.toString(pid));
        if (!Files.isReadable(folder.resolve("stat"))) return portable(pid);
        try {
            String status = Files.readString(folder.resolve("status"));
            return Optional.of(
                    new ProcessReading(
                            ProcText.cpuTicks(Files.readString(folder.resolve("stat")))
                                    * NANOS_PER_TICK,
                            ProcText.number(status, "VmRSS") * BYTES_PER_KB,
                            (int) ProcText.number(status, "Threads"),
                            descriptors(folder)));
        } catch (IOException e) {
            return Optional.empty(); // it has just ended
        }
    }

    /** 0 where they are not ours to see. */
    private static int descriptors(Path folder) {
        try (Stream<Path> all = Files.list(folder.resolve("fd"))) {
            return (int) all.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static Optional<ProcessReading> portable(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(time -> new ProcessReading(time.toNanos(), 0, 0, 0));
    }
}
