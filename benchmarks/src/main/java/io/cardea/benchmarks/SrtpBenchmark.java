package io.cardea.benchmarks;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** SRTP protect and unprotect of one packet of 1200 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SrtpBenchmark {
    private static final int LENGTH = 1_200;

    @Param({"AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    private final Packet packet = new Packet();
    private SrtpSession outbound = session(profile);
    private SrtpSession inbound = session(profile);
    private int sequenceNumber;

    private static SrtpSession session(SrtpProfile profile) {
        return new SrtpSession(
                profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
    }

    @Setup(Level.Iteration)
    public void setUp() {
        outbound = session(profile);
        inbound = session(profile);
        sequenceNumber = 0;
    }

    private void fill() {
        packet.length(LENGTH);
        packet.put8(0, 0x80);
        packet.put8(1, 96);
        packet.put16(2, sequenceNumber++);
        packet.put32(4, sequenceNumber * 3000);
        packet.put32(8, 0x1234_5678);
    }

    @Benchmark
    public boolean protect() {
        fill();
        return outbound.protect(packet);
    }

    /** The difference to {@link #protect} is the cost of unprotect. */
    @Benchmark
    public Object protectAndUnprotect() {
        fill();
        outbound.protect(packet);
        return inbound.unprotect(packet);
    }
}
