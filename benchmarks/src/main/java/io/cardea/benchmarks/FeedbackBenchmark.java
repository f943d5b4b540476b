package io.cardea.benchmarks;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.NackGenerator;
import io.cardea.rtc.rtcp.ReceptionStatistics;
import io.cardea.rtc.rtcp.TwccReceiver;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What reception statistics and feedback cost per received packet, at 1000 packets a second. */
public class FeedbackBenchmark extends Timed {
    private static final long INTERVAL_NANOS = 1_000_000;
    private static final int LOST_ONE_OF = 100;
    private static final int FEEDBACK_EVERY = 100;
    private static final int PACKETS = 1_000;

    private final Packet into = new Packet();
    private final NackGenerator nacks = new NackGenerator();
    private final TwccReceiver twcc = new TwccReceiver();
    private final ReceptionStatistics statistics = new ReceptionStatistics(90_000);
    private int sequenceNumber;
    private long now;

    private boolean isNextLost() {
        now += INTERVAL_NANOS;
        sequenceNumber++;
        return sequenceNumber % LOST_ONE_OF == 0;
    }

    /** One packet of a hundred is lost, asked for, and never comes. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int nack() {
        for (int i = 0; i < PACKETS; i++) {
            if (isNextLost()) continue;
            nacks.onPacket(sequenceNumber & 0xFFFF, now, false, false);
            if (now < nacks.nextDeadlineNanos()) continue;
            into.length(0);
            nacks.collect(now, into, 1, 2);
        }
        return into.length();
    }

    /** A transport-wide feedback message every hundred packets. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int twcc() {
        for (int i = 0; i < PACKETS; i++) {
            if (isNextLost()) continue;
            twcc.onPacket(sequenceNumber & 0xFFFF, now);
            if (sequenceNumber % FEEDBACK_EVERY != 1) continue;
            into.length(0);
            twcc.collect(into, 1, 2);
        }
        return into.length();
    }

    /** What receiver reports are made of. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int statistics() {
        for (int i = 0; i < PACKETS; i++) {
            if (isNextLost()) continue;
            statistics.onPacket(
                    sequenceNumber & 0xFFFF, sequenceNumber * 90, Samples.LENGTH, now, false);
        }
        return statistics.jitter();
    }
}
