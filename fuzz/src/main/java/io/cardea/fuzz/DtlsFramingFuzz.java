package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;

/**
 * DTLS records and handshake messages: arbitrary datagrams at either role, and a handshake between
 * two endpoints whose datagrams the input changes, repeats, loses and adds to.
 */
public final class DtlsFramingFuzz {
    private static final int MAX_STEPS = 24;
    private static final int MAX_ROUNDS = 12;
    private static final int MAX_SENT_PER_STEP = 64;
    private static final Instant TODAY = Instant.parse("2026-06-01T12:00:00Z");
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.generate(new Random(1), TODAY);
    private static final DtlsSettings SETTINGS =
            new DtlsSettings(
                    DtlsSettings.DEFAULT_MTU,
                    true,
                    DtlsSettings.defaults().resend(),
                    DtlsSettings.defaults().timeout(),
                    DtlsSettings.defaults().profiles(),
                    InstantSource.fixed(TODAY));

    private DtlsFramingFuzz() {}

    /** An endpoint, and what it has sent. */
    private static final class Side implements DtlsSink {
        final PacketPool pool = new PacketPool(16);
        final ArrayDeque<byte[]> sent = new ArrayDeque<>();
        final DtlsEndpoint endpoint;
        boolean connected;
        int sentInStep;

        Side(boolean client, int seed) {
            endpoint =
                    new DtlsEndpoint(
                            SETTINGS,
                            CERTIFICATE,
                            client,
                            new Fingerprint("sha-256", CERTIFICATE.fingerprint()),
                            new Random(seed),
                            HandshakeDriver.lockstep(),
                            pool);
        }

        void give(byte[] datagram, long now) {
            endpoint.receive(Input.fill(pool.take(), datagram), now);
        }

        void drain() {
            sentInStep = 0;
            endpoint.drain(this);
        }

        boolean isUp() {
            return endpoint.state() == DtlsState.CONNECTED;
        }

        void end(long now) {
            endpoint.expire(now + SETTINGS.timeout().toNanos());
            drain();
            endpoint.close();
            drain();
            require(endpoint.state() != DtlsState.TRYING, "a handshake without end");
            require(pool.inUse() == 0, "packets leaked: " + pool.inUse());
        }

        @Override
        public void send(Packet owned) {
            require(++sentInStep <= MAX_SENT_PER_STEP, "a flood");
            require(owned.length() <= SETTINGS.mtu(), "longer than the MTU");
            sent.add(owned.toBytes());
            owned.release();
        }

        @Override
        public void onState(DtlsState state) {}

        @Override
        public void onConnected(Optional<SrtpKeys> keys) {
            connected = true;
        }

        @Override
        public void onData(byte[] array, int offset, int length) {
            require(connected, "data before the handshake");
        }

        @Override
        public void onAlertClosed() {}

        @Override
        public void onFailed(String reason) {
            require(!reason.isEmpty(), "failed without a reason");
            // An exception that is no I/O exception escaped from a parser and was caught late.
            require(!endpoint.failureDetail().startsWith("java."), endpoint.failureDetail());
            require(!endpoint.failureDetail().equals("died"), "the handshake died");
        }
    }

    public static void fuzzerTestOneInput(byte[] data) {
        Input input = new Input(data);
        int choice = input.u8();
        if ((choice & 1) == 0) {
            alone((choice & 2) != 0, input);
        } else {
            tampered(input);
        }
    }

    private static void alone(boolean client, Input input) {
        Side side = new Side(client, 4);
        long now = 1_000_000_000L;
        side.endpoint.start(now);
        side.drain();
        for (int i = 0; i < MAX_STEPS && !input.isEmpty(); i++) {
            int step = input.u8();
            if ((step & 7) == 7) {
                long next = side.endpoint.nextDeadlineNanos();
                now = Math.max(now, Math.min(next, now + 1_000_000_000L));
                side.endpoint.expire(now);
            } else {
                side.give(input.chunk(), now);
            }
            side.drain();
            require(!side.connected, "connected to nobody");
        }
        side.end(now);
    }

    /** The input is a list of what happens to the datagrams, one after the other. */
    private static void tampered(Input input) {
        Side client = new Side(true, 2);
        Side server = new Side(false, 3);
        long now = 1_000_000_000L;
        server.endpoint.start(now);
        client.endpoint.start(now);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            client.drain();
            server.drain();
            if (client.sent.isEmpty() && server.sent.isEmpty()) {
                long first = client.endpoint.nextDeadlineNanos();
                now = Math.min(first, server.endpoint.nextDeadlineNanos());
                if (now == Long.MAX_VALUE) break;
                client.endpoint.expire(now);
                server.endpoint.expire(now);
                continue;
            }
            deliver(client, server, input, now);
            deliver(server, client, input, now);
        }
        now = 2_000_000_000L;
        client.endpoint.send(new byte[100], 0, 100);
        client.drain();
        deliver(client, server, input, now);
        if (client.connected && server.connected) disturb(client, server, input, now);
        client.end(now);
        server.end(now);
    }

    /** Nothing that has no key can end a connection, whatever it looks like. */
    private static void disturb(Side client, Side server, Input input, long now) {
        boolean alive = client.isUp() && server.isUp();
        for (int i = 0; alive && i < MAX_STEPS && !input.isEmpty(); i++) {
            Side side = (input.u8() & 1) == 0 ? client : server;
            side.give(input.chunk(), now);
            side.drain();
            require(side.isUp(), "ended by a stranger: " + side.endpoint.failureDetail());
        }
    }

    private static void deliver(Side from, Side to, Input input, long now) {
        while (!from.sent.isEmpty()) {
            byte[] datagram = from.sent.poll();
            int choice = input.u8();
            int at = input.u16() % datagram.length;
            switch (choice & 7) {
                case 1 -> datagram[at] ^= (byte) (choice >> 3 | 1);
                case 2 -> datagram = java.util.Arrays.copyOf(datagram, at);
                case 3 -> to.give(datagram, now);
                case 4 -> to.give(input.chunk(), now);
                case 5 -> {
                    continue;
                }
                default -> {}
            }
            to.give(datagram, now);
            to.drain();
        }
    }
}
