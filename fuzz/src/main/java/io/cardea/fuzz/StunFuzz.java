package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.ice.IceAgent;
import io.cardea.rtc.ice.IceCandidate;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.ice.IceSink;
import io.cardea.rtc.ice.TurnServer;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import io.cardea.rtc.stun.StunWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;

/**
 * STUN messages, alone and as an ICE agent with STUN and TURN servers takes them.
 *
 * <p>An input is a dialogue with the agent: datagrams as they are, requests of somebody who knows
 * our password, answers to what the agent has just asked, and time.
 */
public final class StunFuzz {
    private static final int MAX_STEPS = 64;

    /** More than an agent has to say at once: its checks, refreshes and answers. */
    private static final int MAX_SENT_PER_STEP = 256;

    private static final TransportAddress BASE = address(1, 5_000);
    private static final TransportAddress TURN_BASE = address(1, 5_001);
    private static final TransportAddress TURN = address(3, 3_478);
    private static final TransportAddress STUN = address(4, 3_478);
    private static final IceCredentials OURS = new IceCredentials("ours", "a".repeat(22));
    private static final IceCredentials THEIRS = new IceCredentials("them", "b".repeat(22));
    private static final StunKey OUR_KEY = StunKey.shortTerm(OURS.password());
    private static final StunKey THEIR_KEY = StunKey.shortTerm(THEIRS.password());
    private static final StunKey TURN_KEY = StunKey.longTerm("user", "realm", "password");
    private static final byte[] USERNAME = "ours:them".getBytes(StandardCharsets.US_ASCII);
    private static final IceSettings SETTINGS =
            IceSettings.defaults()
                    .withServers(
                            List.of(STUN),
                            List.of(new TurnServer(TURN, false, "user", "password")));
    private static final IceCandidate CANDIDATE =
            IceCandidate.parse("candidate:1 1 udp 2130706431 10.0.0.2 6000 typ host").orElseThrow();

    private StunFuzz() {}

    private static TransportAddress address(int host, int port) {
        return TransportAddress.ipv4(Protocol.UDP, 0x0A00_0000 | host, port);
    }

    public static void fuzzerTestOneInput(byte[] data) {
        message(Input.fill(new Packet(), data));
        new Dialogue(new Input(data)).run();
    }

    private static void message(Packet packet) {
        Stun.looksLikeStun(packet);
        if (!Stun.isStun(packet)) return;
        Stun.isRequest(packet);
        Stun.type(packet);
        Stun.method(packet);
        Stun.transactionHash(packet);
        Stun.fingerprintHolds(packet);
        Stun.firstUnknown(packet);
        Stun.localUfragOf(packet);
        Stun.errorCode(packet);
        for (int attribute = 0; attribute < 0x30; attribute++) {
            attribute(packet, attribute);
        }
        attribute(packet, Stun.SOFTWARE);
        OUR_KEY.verify(packet);
    }

    private static void attribute(Packet packet, int attribute) {
        Stun.u32(packet, attribute);
        int at = Stun.find(packet, attribute);
        if (at == Stun.ABSENT) return;
        require(at + Stun.lengthAt(packet, at) <= packet.length(), "attribute outside");
        Stun.bytesAt(packet, at);
        if (Stun.hasAddress(packet, attribute)) Stun.xorAddress(packet, attribute, Protocol.UDP);
    }

    /** An agent, and somebody who talks to it. */
    private static final class Dialogue implements IceSink {
        private final Input input;
        private final PacketPool pool = new PacketPool(16);
        private final IceAgent agent;
        private final ArrayDeque<byte[]> asked = new ArrayDeque<>();
        private final ArrayDeque<TransportAddress> askedAt = new ArrayDeque<>();
        private final ArrayDeque<TransportAddress> askedFrom = new ArrayDeque<>();
        private long now = 1_000_000_000L;
        private int sent;

        Dialogue(Input input) {
            this.input = input;
            int choice = input.u8();
            agent =
                    new IceAgent(
                            SETTINGS.withLite((choice & 1) != 0)
                                    .withForceRelay((choice & 2) != 0)
                                    .withKeepalive((choice & 4) != 0, (choice & 8) != 0)
                                    .withAggressiveNomination((choice & 16) == 0),
                            OURS,
                            (choice & 32) != 0,
                            new Random(1),
                            pool);
        }

        void run() {
            agent.gather(List.of(BASE), List.of(TURN_BASE), now);
            agent.remote(THEIRS, false, now);
            agent.addRemoteCandidate(CANDIDATE, now);
            drain();
            for (int i = 0; i < MAX_STEPS && !input.isEmpty(); i++) {
                step(input.u8());
                drain();
            }
            agent.close(now);
            drain();
            require(pool.inUse() == 0, "packets leaked: " + pool.inUse());
        }

        private void drain() {
            sent = 0;
            agent.drain(this);
        }

        private void step(int choice) {
            switch (choice & 7) {
                case 0, 1 -> give(Input.fill(pool.take(), input.chunk()), choice);
                case 2, 3 -> request(choice);
                case 4, 5 -> answer(choice);
                case 6 -> {
                    now += input.u16() * 1_000_000L;
                    agent.expire(now);
                }
                default -> {
                    long next = agent.nextDeadlineNanos();
                    if (next == Long.MAX_VALUE) return;
                    now = Math.max(now, next);
                    agent.expire(now);
                }
            }
        }

        private void give(Packet packet, int choice) {
            packet.route(
                    (choice & 8) == 0 ? BASE : TURN_BASE,
                    switch (choice >> 4 & 3) {
                        case 0 -> TURN;
                        case 1 -> STUN;
                        case 2 -> address(2, 6_000);
                        default -> address(5, 7_000 + choice);
                    });
            packet.arrivalNanos(now);
            agent.receive(packet, now);
        }

        /** A check by somebody who has our password, with whatever attributes. */
        private void request(int choice) {
            Packet packet = pool.take();
            StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.REQUEST), input.u8(), 5);
            StunWriter.bytes(packet, Stun.USERNAME, USERNAME);
            Input.fill(packet, input.chunk());
            close(packet, OUR_KEY);
            give(packet, choice);
        }

        /** An answer to something that was asked, sealed by whoever could have sent it. */
        private void answer(int choice) {
            byte[] request = asked.poll();
            TransportAddress at = askedAt.poll();
            TransportAddress from = askedFrom.poll();
            if (request == null || at == null || from == null) return;
            int answerClass = (choice & 8) == 0 ? Stun.SUCCESS : Stun.ERROR;
            Packet packet = pool.take();
            StunWriter.beginResponse(packet, Packet.of(request), answerClass);
            Input.fill(packet, input.chunk());
            if ((choice & 16) == 0) close(packet, at.equals(TURN) ? TURN_KEY : THEIR_KEY);
            packet.route(from, at);
            agent.receive(packet, now);
        }

        private void close(Packet packet, StunKey key) {
            while ((packet.length() & 3) != 0) {
                packet.append8(0);
            }
            packet.put16(2, packet.length() - Stun.HEADER_LENGTH);
            StunWriter.integrity(packet, key);
            StunWriter.fingerprint(packet);
        }

        @Override
        public void send(Packet owned) {
            require(++sent <= MAX_SENT_PER_STEP, "a flood");
            require(owned.length() <= Packet.CAPACITY, "too long");
            if (Stun.isStun(owned) && Stun.isRequest(owned)) {
                if (asked.size() == 4) {
                    asked.removeLast();
                    askedAt.removeLast();
                    askedFrom.removeLast();
                }
                asked.addFirst(owned.toBytes());
                askedAt.addFirst(owned.remote());
                askedFrom.addFirst(owned.local());
            }
            owned.release();
        }

        @Override
        public void onData(Packet owned) {
            owned.release();
        }

        @Override
        public void onState(String janusWord) {
            require(!janusWord.isEmpty(), "no state");
        }

        @Override
        public void onLocalCandidate(String line) {
            require(IceCandidate.parse(line).isPresent(), "unreadable candidate");
        }

        @Override
        public void onGatheringDone() {}

        @Override
        public void onValidated(TransportAddress local, TransportAddress remote) {}

        @Override
        public void onSelectedPair(
                TransportAddress local,
                String localType,
                TransportAddress remote,
                String remoteType) {}
    }
}
