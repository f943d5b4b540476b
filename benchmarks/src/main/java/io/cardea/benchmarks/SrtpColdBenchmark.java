package io.cardea.benchmarks;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.srtp.SrtpCipher;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * SRTP protection of one packet of 1200 bytes as a fan-out does it: each of many viewers gets a few
 * in a row, and before its turn comes again the caches have held something else.
 */
public class SrtpColdBenchmark extends Timed {
    private static final int SESSIONS = 200;
    private static final int PACKETS = 10;

    /** More than a core's second-level cache, and a good part of the third. */
    private static final int ELSE_BYTES = 8 << 20;

    private static final int CACHE_LINE = 64;

    @Param({"AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Param({"JCA", "OPENSSL"})
    public SrtpCipher cipher = SrtpCipher.JCA;

    private final SrtpSession[] sessions = new SrtpSession[SESSIONS];
    private final Packet[] packets = new Packet[PACKETS];
    private final byte[] somethingElse = new byte[ELSE_BYTES];
    private int sequenceNumber;

    @Setup
    public void setUp() {
        for (int i = 0; i < SESSIONS; i++) {
            sessions[i] = SrtpBenchmark.session(profile, cipher);
        }
        for (int i = 0; i < PACKETS; i++) {
            packets[i] = new Packet();
            Samples.video(packets[i], 0, i, false);
        }
    }

    @Setup(Level.Invocation)
    public void forget() {
        for (int i = 0; i < ELSE_BYTES; i += CACHE_LINE) {
            somethingElse[i]++;
        }
    }

    @Benchmark
    @OperationsPerInvocation(SESSIONS * PACKETS)
    public void protect() {
        for (SrtpSession session : sessions) {
            for (int i = 0; i < PACKETS; i++) {
                Packet packet = packets[i];
                packet.length(Samples.LENGTH);
                packet.put16(2, sequenceNumber + i);
                if (!session.protect(packet)) throw new AssertionError("refused");
            }
        }
        sequenceNumber += PACKETS;
    }

    @TearDown
    public void tearDown() {
        for (SrtpSession session : sessions) {
            session.close();
        }
    }
}
