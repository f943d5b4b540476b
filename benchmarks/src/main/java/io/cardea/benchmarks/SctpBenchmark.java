package io.cardea.benchmarks;

import io.cardea.rtc.sctp.DataChannels;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.rtc.sctp.SctpSink;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One message through a reliable data channel between two associations in one memory, without DTLS:
 * both ends' work, acknowledgements included.
 */
public class SctpBenchmark extends Timed {
    private static final int MESSAGES = 32;
    private static final long ROUND_NANOS = 100_000;
    private static final int MAX_ROUNDS = 100_000;

    @Param({"100", "1000", "16000", "64000"})
    public int bytes = 1_000;

    private final End left = new End(true);
    private final End right = new End(false);
    private byte[] message = {};
    private long now;

    @Setup
    public void setUp() {
        message = new byte[bytes];
        left.to = right;
        right.to = left;
        left.channels.start(now);
        right.channels.start(now);
        exchange(0);
        send(1);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long send() {
        return send(MESSAGES);
    }

    private long send(int messages) {
        long wanted = right.received + messages;
        for (int i = 0; i < messages; i++) {
            if (!left.channels.send("data", "", true, message, now)) {
                throw new AssertionError("refused");
            }
        }
        exchange(wanted);
        return right.received;
    }

    private void exchange(long wanted) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            now += ROUND_NANOS;
            left.turn();
            right.turn();
            if (left.channels.isUp() && right.channels.isUp() && right.received >= wanted) return;
            if (left.isIdle() && right.isIdle()) {
                long due =
                        Math.min(
                                left.channels.nextDeadlineNanos(),
                                right.channels.nextDeadlineNanos());
                now = Math.max(now, due);
            }
        }
        throw new AssertionError("stuck");
    }

    /** One side; what it puts out goes into the other at once. */
    private final class End implements SctpSink {
        final DataChannels channels;
        End to = this;
        long received;
        private int sent;

        End(boolean client) {
            channels =
                    new DataChannels(
                            SctpSettings.defaults(), client, new SplittableRandom(client ? 1 : 2));
        }

        void turn() {
            sent = 0;
            if (channels.nextDeadlineNanos() <= now) channels.expire(now);
            channels.drain(this);
        }

        boolean isIdle() {
            return sent == 0;
        }

        @Override
        public void send(byte[] lent, int offset, int length) {
            sent++;
            to.channels.receive(lent, offset, length, now);
        }

        @Override
        public void onMessage(String label, String protocol, boolean binary, byte[] payload) {
            received++;
        }

        @Override
        public void onOpen(String label, String protocol) {}

        @Override
        public void onClosed(String label) {}

        @Override
        public void onAssociationUp() {}

        @Override
        public void onAssociationDown(String reason) {
            throw new AssertionError(reason);
        }
    }
}
