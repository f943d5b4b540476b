package io.cardea.benchmarks;

import io.cardea.media.port.PortKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A whole turn on real sockets, receive to send: what {@link FanOutBenchmark} does, and the system
 * calls with the kernel's work in them. Per packet and viewer.
 *
 * <p>What viewers were sent is taken from their sockets unmeasured in time, but its garbage counts.
 */
public class TurnBenchmark extends Timed {
    private static final int PACKETS = 16;

    /** A publisher and its viewers, each with a socket of its own. */
    @State(Scope.Thread)
    public abstract static class Viewers {
        @Param({"none", "AEAD_AES_128_GCM"})
        public String profile = "none";

        @Param({"LINUX"})
        public PortKind kind = PortKind.LINUX;

        private final int viewers;
        private @Nullable Room room;
        private long published;

        Viewers(int viewers) {
            this.viewers = viewers;
        }

        @Setup
        public void connect() throws IOException {
            room = Room.onLoopback(viewers, Samples.profile(profile), kind);
            published = room.forwarded();
        }

        @Setup(Level.Invocation)
        public void publish() throws IOException {
            room.settle();
            if (room.forwarded() != published) throw new AssertionError("lost on loopback");
            room.publish(PACKETS);
            published += (long) viewers * PACKETS;
        }

        void turn() {
            room.turn(PACKETS);
        }

        @TearDown
        public void close() {
            room.close();
        }
    }

    /** Ten viewers. */
    public static class Ten extends Viewers {
        public Ten() {
            super(10);
        }
    }

    /** A hundred viewers. */
    public static class Hundred extends Viewers {
        public Hundred() {
            super(100);
        }
    }

    @Benchmark
    @OperationsPerInvocation(10 * PACKETS)
    public void toTen(Ten viewers) {
        viewers.turn();
    }

    @Benchmark
    @OperationsPerInvocation(100 * PACKETS)
    public void toHundred(Hundred viewers) {
        viewers.turn();
    }
}
