package io.cardea.benchmarks;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.srtp.SrtpCipher;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** SRTP protection of one packet of 1200 bytes. */
public class SrtpBenchmark extends Timed {
    private static final int PACKETS = 64;

    @Param({"AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Param({"JCA", "OPENSSL"})
    public SrtpCipher cipher = SrtpCipher.JCA;

    private final Packet packet = new Packet();
    private SrtpSession session = session(profile, cipher);
    private int sequenceNumber;

    static SrtpSession session(SrtpProfile profile, SrtpCipher cipher) {
        return new SrtpSession(
                profile, new byte[profile.keyLength()], new byte[profile.saltLength()], cipher);
    }

    @Setup
    public void setUp() {
        session.close();
        session = session(profile, cipher);
        Samples.video(packet, 0, 0, false);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void protect() {
        for (int i = 0; i < PACKETS; i++) {
            packet.length(Samples.LENGTH);
            packet.put16(2, sequenceNumber++);
            if (!session.protect(packet)) throw new AssertionError("refused");
        }
    }
}
