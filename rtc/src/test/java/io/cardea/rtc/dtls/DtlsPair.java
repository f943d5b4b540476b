package io.cardea.rtc.dtls;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;

/** A client and a server in memory, in lockstep, with a virtual clock and a network that loses. */
final class DtlsPair {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final DtlsCertificate CLIENT = DtlsCertificate.generate(new Random(1), NOW);
    static final DtlsCertificate SERVER = DtlsCertificate.generate(new Random(2), NOW);

    /** One side and what it has told. */
    static final class Side implements DtlsSink {
        final PacketPool pool = new PacketPool();
        final List<DtlsState> states = new ArrayList<>();
        final List<byte[]> data = new ArrayList<>();
        final List<byte[]> sent = new ArrayList<>();
        final ArrayDeque<byte[]> flying = new ArrayDeque<>();
        Optional<SrtpKeys> keys = Optional.empty();
        String failure = "";
        boolean alertClosed;
        DtlsEndpoint endpoint;
        IntPredicate lost = _ -> false;

        @Override
        public void send(Packet owned) {
            byte[] datagram = owned.toBytes();
            owned.release();
            if (!lost.test(sent.size())) flying.add(datagram);
            sent.add(datagram);
        }

        @Override
        public void onState(DtlsState state) {
            states.add(state);
        }

        @Override
        public void onConnected(Optional<SrtpKeys> exported) {
            keys = exported;
        }

        @Override
        public void onData(byte[] array, int offset, int length) {
            data.add(java.util.Arrays.copyOfRange(array, offset, offset + length));
        }

        @Override
        public void onAlertClosed() {
            alertClosed = true;
        }

        @Override
        public void onFailed(String reason) {
            failure = reason;
        }
    }

    final Side client = new Side();
    final Side server = new Side();
    long now = 5_000_000_000L;

    /** What may differ from one test to the next. */
    static final class Setup {
        DtlsSettings clientSettings = settings();
        DtlsSettings serverSettings = settings();
        DtlsCertificate clientCertificate = CLIENT;
        DtlsCertificate serverCertificate = SERVER;
        Optional<Fingerprint> expectedOfClient = Optional.empty();
        Optional<Fingerprint> expectedOfServer = Optional.empty();
        long seed = 7;
    }

    static DtlsSettings settings() {
        DtlsSettings defaults = DtlsSettings.defaults();
        return new DtlsSettings(
                defaults.mtu(),
                defaults.acceptSelfSigned(),
                defaults.resend(),
                defaults.timeout(),
                defaults.profiles(),
                InstantSource.fixed(NOW));
    }

    static DtlsSettings withMtu(int mtu) {
        DtlsSettings s = settings();
        return new DtlsSettings(
                mtu, s.acceptSelfSigned(), s.resend(), s.timeout(), s.profiles(), s.clock());
    }

    DtlsPair() {
        this(new Setup());
    }

    DtlsPair(Setup setup) {
        var random = new Random(setup.seed);
        client.endpoint =
                new DtlsEndpoint(
                        setup.clientSettings,
                        setup.clientCertificate,
                        true,
                        setup.expectedOfServer.orElse(print(setup.serverCertificate)),
                        new Random(random.nextLong()),
                        HandshakeDriver.lockstep(),
                        client.pool);
        server.endpoint =
                new DtlsEndpoint(
                        setup.serverSettings,
                        setup.serverCertificate,
                        false,
                        setup.expectedOfClient.orElse(print(setup.clientCertificate)),
                        new Random(random.nextLong()),
                        HandshakeDriver.lockstep(),
                        server.pool);
    }

    static Fingerprint print(DtlsCertificate certificate) {
        return new Fingerprint("sha-256", certificate.fingerprint());
    }

    DtlsPair start() {
        server.endpoint.start(now);
        client.endpoint.start(now);
        return this;
    }

    /** Delivers until nothing flies. */
    DtlsPair settle() {
        do {
            client.endpoint.drain(client);
            server.endpoint.drain(server);
            deliver(client, server);
            deliver(server, client);
            client.endpoint.drain(client);
            server.endpoint.drain(server);
        } while (!client.flying.isEmpty() || !server.flying.isEmpty());
        return this;
    }

    private void deliver(Side from, Side to) {
        while (!from.flying.isEmpty()) {
            give(to, from.flying.poll());
            to.endpoint.drain(to);
        }
    }

    void give(Side to, byte[] datagram) {
        Packet packet = to.pool.take();
        packet.append(datagram, 0, datagram.length);
        to.endpoint.receive(packet, now);
    }

    /** Moves the clock to the next deadline and settles; false when there is none. */
    boolean tick() {
        long next =
                Math.min(client.endpoint.nextDeadlineNanos(), server.endpoint.nextDeadlineNanos());
        if (next == Long.MAX_VALUE) return false;
        now = Math.max(now, next);
        client.endpoint.expire(now);
        server.endpoint.expire(now);
        settle();
        return true;
    }

    /** Handshakes to its end, whatever it is. */
    DtlsPair run() {
        start().settle();
        while (tick()) {}
        return this;
    }

    boolean connected() {
        return client.endpoint.state() == DtlsState.CONNECTED
                && server.endpoint.state() == DtlsState.CONNECTED;
    }
}
