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
 * Sending one packet of 1200 bytes by UDP over loopback, 64 at a time. What was sent is received
 * unmeasured in time, but its garbage counts.
 */
public class PortSendBenchmark extends Timed {
    @Param({"LINUX", "NIO"})
    public PortKind kind = PortKind.LINUX;

    /** 64, 4 and 1 packets in a row to each. */
    @Param({"1", "16", "64"})
    public int destinations = 1;

    private @Nullable Loopback loopback;
    private boolean sent;

    @Setup
    public void open() throws IOException {
        loopback = new Loopback(kind, destinations);
    }

    @Setup(Level.Invocation)
    public void prepare() throws IOException {
        if (sent) loopback.receive();
        loopback.prepare();
        sent = true;
    }

    @Benchmark
    @OperationsPerInvocation(Loopback.PACKETS)
    public void send() throws IOException {
        loopback.send();
    }

    @TearDown
    public void close() {
        loopback.close();
    }
}
