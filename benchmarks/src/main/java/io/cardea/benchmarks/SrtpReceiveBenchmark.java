package io.cardea.benchmarks;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.srtp.Drop;
import io.cardea.rtc.srtp.SrtpCipher;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * SRTP unprotection of one packet of 1200 bytes, copied from a row of protected ones. A packet is
 * accepted once only, so each time round the row a new session begins, unmeasured in time; its
 * making adds a few bytes to each packet's garbage.
 */
public class SrtpReceiveBenchmark extends Timed {
    private static final int PACKETS = 1_024;

    @Param({"AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Param({"JCA", "OPENSSL"})
    public SrtpCipher cipher = SrtpCipher.JCA;

    private final byte[][] row = new byte[PACKETS][];
    private final Packet packet = new Packet();
    private SrtpSession session = SrtpBenchmark.session(profile, cipher);

    @Setup
    public void protectRow() {
        SrtpSession sender = SrtpBenchmark.session(profile, cipher);
        for (int i = 0; i < PACKETS; i++) {
            Packet sent = new Packet();
            Samples.video(sent, 0, i, false);
            sender.protect(sent);
            row[i] = sent.toBytes();
        }
    }

    @Setup(Level.Invocation)
    public void begin() {
        session.close();
        session = SrtpBenchmark.session(profile, cipher);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void unprotect() {
        for (byte[] bytes : row) {
            packet.length(0);
            packet.append(bytes, 0, bytes.length);
            if (session.unprotect(packet) != Drop.NONE) throw new AssertionError("refused");
        }
    }
}
