package io.cardea.benchmarks;

import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsEndpoint;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.dtls.DtlsSink;
import io.cardea.rtc.dtls.DtlsState;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.dtls.SrtpKeys;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One DTLS handshake with use_srtp, both sides in one memory and on one thread, certificates of
 * both verified, to keys and close_notify: a server's share is about half.
 */
public class DtlsBenchmark extends Timed {
    private static final int MAX_ROUNDS = 32;

    /** Of both sides; browsers use ECDSA unless asked. */
    @Param({"ECDSA", "RSA"})
    public String certificate = "ECDSA";

    private final SecureRandom random = new SecureRandom();
    private final PacketPool pool = new PacketPool();
    private @Nullable DtlsCertificate identity;

    @Setup
    public void setUp() {
        identity =
                certificate.equals("RSA")
                        ? DtlsCertificate.generateRsa(random, Instant.now())
                        : DtlsCertificate.generate(random, Instant.now());
    }

    @Benchmark
    public int handshake() {
        Side client = new Side(true);
        Side server = new Side(false);
        client.endpoint.start(0);
        server.endpoint.start(0);
        int rounds = 0;
        while (!client.connected || !server.connected) {
            if (rounds++ == MAX_ROUNDS) throw new AssertionError("not connected");
            client.giveTo(server);
            server.giveTo(client);
        }
        client.endpoint.close();
        client.giveTo(server);
        server.giveTo(client);
        if (pool.inUse() != 0) throw new AssertionError("packets leaked");
        return rounds;
    }

    private final class Side implements DtlsSink {
        private final ArrayDeque<Packet> sent = new ArrayDeque<>();
        private final DtlsEndpoint endpoint;
        private boolean connected;

        Side(boolean client) {
            endpoint =
                    new DtlsEndpoint(
                            DtlsSettings.defaults(),
                            identity,
                            client,
                            new Fingerprint("sha-256", identity.fingerprint()),
                            random,
                            HandshakeDriver.lockstep(),
                            pool);
        }

        void giveTo(Side other) {
            endpoint.drain(this);
            for (Packet packet = sent.poll(); packet != null; packet = sent.poll()) {
                other.endpoint.receive(packet, 0);
            }
        }

        @Override
        public void send(Packet owned) {
            sent.add(owned);
        }

        @Override
        public void onState(DtlsState state) {}

        @Override
        public void onConnected(Optional<SrtpKeys> keys) {
            connected = keys.isPresent();
        }

        @Override
        public void onData(byte[] array, int offset, int length) {}

        @Override
        public void onAlertClosed() {}

        @Override
        public void onFailed(String reason) {
            throw new AssertionError(reason);
        }
    }
}
