package io.cardea.server.webrtc;

import io.cardea.rtc.dtls.DtlsEndpoint;
import io.cardea.rtc.dtls.DtlsSink;
import io.cardea.rtc.dtls.DtlsState;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.dtls.SrtpKeys;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A few handshakes with ourselves, so that the first caller does not wait for classes to be loaded:
 * on a cold machine a first handshake takes a second or more, a warm one a few milliseconds.
 *
 * <p>Any thread; nothing leaves memory. It changes nothing but speed, so its result is not looked
 * at.
 */
public final class WarmUp implements Runnable {
    private static final int HANDSHAKES = 8;
    private static final int MAX_ROUNDS = 32;

    private final PeerSettings settings;
    private final RandomGenerator random;

    public WarmUp(PeerSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    @Override
    public void run() {
        for (int i = 0; i < HANDSHAKES; i++) {
            handshake();
        }
    }

    private void handshake() {
        Side client = new Side(true);
        Side server = new Side(false);
        client.endpoint.start(0);
        server.endpoint.start(0);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            client.giveTo(server);
            server.giveTo(client);
            if (client.connected && server.connected) break;
        }
        client.endpoint.close();
        server.endpoint.close();
        client.giveTo(server);
        server.giveTo(client);
    }

    private final class Side implements DtlsSink {
        private final ArrayDeque<Packet> sent = new ArrayDeque<>();
        private final DtlsEndpoint endpoint;
        private boolean connected;

        Side(boolean client) {
            Fingerprint own = new Fingerprint("sha-256", settings.certificate().fingerprint());
            endpoint =
                    new DtlsEndpoint(
                            settings.dtls(),
                            settings.certificate(),
                            client,
                            own,
                            random,
                            HandshakeDriver.lockstep(),
                            new PacketPool());
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
            connected = true;
        }

        @Override
        public void onData(byte[] array, int offset, int length) {}

        @Override
        public void onAlertClosed() {}

        @Override
        public void onFailed(String reason) {}
    }
}
