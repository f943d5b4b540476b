package io.cardea.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of one packet to one viewer: from the port through demultiplexing, SRTP, reception
 * statistics and fan-out, and through rewriting, history and SRTP to the port again. With many
 * viewers the way in is shared among them.
 *
 * <p>Sixteen packets lie ready for each turn. The client makes them unmeasured in time; its garbage
 * counts, as do the reports and checks of passing time (a millisecond a packet).
 */
@Warmup(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FanOutBenchmark extends Timed {
    private static final int PACKETS = 16;

    /** A publisher and its viewers. */
    @State(Scope.Thread)
    public abstract static class Viewers {
        @Param({"none", "AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
        public String profile = "none";

        private final int viewers;
        private @Nullable Room room;

        Viewers(int viewers) {
            this.viewers = viewers;
        }

        @Setup
        public void connect() throws IOException {
            room = Room.inMemory(viewers, Samples.profile(profile));
        }

        @Setup(Level.Invocation)
        public void publish() {
            room.publish(PACKETS);
        }

        long forward() {
            long before = room.forwarded();
            room.turn(PACKETS);
            long forwarded = room.forwarded() - before;
            if (forwarded != (long) viewers * PACKETS) throw new AssertionError("" + forwarded);
            return forwarded;
        }
    }

    /** One viewer. */
    public static class One extends Viewers {
        public One() {
            super(1);
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

    /** A thousand viewers. */
    public static class Thousand extends Viewers {
        public Thousand() {
            super(1_000);
        }
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long toOne(One viewers) {
        return viewers.forward();
    }

    @Benchmark
    @OperationsPerInvocation(10 * PACKETS)
    public long toTen(Ten viewers) {
        return viewers.forward();
    }

    @Benchmark
    @OperationsPerInvocation(100 * PACKETS)
    public long toHundred(Hundred viewers) {
        return viewers.forward();
    }

    @Benchmark
    @OperationsPerInvocation(1_000 * PACKETS)
    public long toThousand(Thousand viewers) {
        return viewers.forward();
    }
}
