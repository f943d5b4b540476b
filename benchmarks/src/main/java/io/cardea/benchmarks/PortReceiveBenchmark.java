package io.cardea.benchmarks;

import io.cardea.media.port.PortKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Receiving one packet of 1200 bytes by UDP over loopback, 64 waiting on one port. They are sent
 * unmeasured in time, but that garbage counts.
 */
public class PortReceiveBenchmark extends Timed {
    @Param({"LINUX", "NIO"})
    public PortKind kind = PortKind.LINUX;

    private @Nullable Loopback loopback;

    @Setup
    public void open() throws IOException {
        loopback = new Loopback(kind, 1);
    }

    @Setup(Level.Invocation)
    public void prepare() throws IOException {
        loopback.prepare();
        loopback.send();
    }

    @Benchmark
    @OperationsPerInvocation(Loopback.PACKETS)
    public int receive() throws IOException {
        return loopback.receive();
    }

    @TearDown
    public void close() {
        loopback.close();
    }
}
