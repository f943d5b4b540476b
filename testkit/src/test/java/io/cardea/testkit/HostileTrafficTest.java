package io.cardea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.ice.IceDrop;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import io.cardea.rtc.stun.StunWriter;
import io.cardea.testkit.Attacker.Heard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A call whose network is the enemy's: what is not authentic is dropped, counted, and no more. */
final class HostileTrafficTest {
    private static final long SEED = 20_261_123L;
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.generate(new SplittableRandom(SEED), EchoSimulation.TODAY);

    private final EchoSimulation echo = new EchoSimulation(SEED, LinkProfile.CLEAR, CERTIFICATE);
    private final Attacker attacker = new Attacker(echo, SEED);

    private void connect() {
        echo.simulation.run(Duration.ofSeconds(3));
        assertTrue(echo.isConnected());
    }

    private void talk() {
        echo.sendVideo(CALL);
        echo.sendData(echo.client, 50, Duration.ofMillis(90));
        echo.simulation.run(CALL.plusSeconds(3));
    }

    private void assertUnharmed() {
        assertTrue(echo.packetsSent > 500);
        assertEquals(echo.packetsSent, echo.echoed.cardinality());
        assertEquals(IntStream.range(0, 50).boxed().toList(), EchoSimulation.numbers(echo.server));
        assertFalse(isClosed(echo.client) || isClosed(echo.server));
        echo.close();
        assertEquals(0, echo.client.pool().inUse());
        assertEquals(0, echo.server.pool().inUse());
    }

    private static boolean isClosed(SimulatedPeer peer) {
        return peer.events().stream().anyMatch(PeerEvent.Closed.class::isInstance);
    }

    private long mediaDrops() {
        return echo.client.peer().counters().srtpDrops + echo.server.peer().counters().srtpDrops;
    }

    @Test
    void replayedMediaIsDroppedAndCounted() {
        connect();
        attacker.react(heard -> {
            if (!heard.isMedia()) return;
            attacker.replay(heard, Duration.ofMillis(2));
            attacker.replay(heard, Duration.ofMillis(700));
        });

        talk();

        assertTrue(attacker.injected > 2_000);
        assertEquals(attacker.injected, mediaDrops());
        assertUnharmed();
    }

    @Test
    void mediaChangedOnTheWayIsDroppedAndCounted() {
        connect();
        attacker.react(heard -> {
            if (!heard.isMedia()) return;
            byte[] changed = heard.bytes().clone();
            int at = 1 + attacker.random().nextInt(changed.length - 1);
            changed[at] ^= (byte) (1 << attacker.random().nextInt(8));
            attacker.inject(changed, heard.from(), heard.to(), Duration.ZERO);
        });

        talk();

        assertTrue(attacker.injected > 1_000);
        assertEquals(attacker.injected, mediaDrops());
        assertUnharmed();
    }

    @Test
    void truncatedMediaIsDroppedAndCounted() {
        connect();
        attacker.react(heard -> {
            if (!heard.isMedia()) return;
            int length = 1 + attacker.random().nextInt(heard.bytes().length - 1);
            byte[] cut = Arrays.copyOf(heard.bytes(), length);
            attacker.inject(cut, heard.from(), heard.to(), Duration.ZERO);
        });

        talk();

        assertTrue(attacker.injected > 1_000);
        assertEquals(attacker.injected, mediaDrops());
        assertUnharmed();
    }

    /** A header that fits and is ahead, so that a receiver who believed it would skip the rest. */
    @Test
    void mediaForgedAheadOfTheStreamChangesNothing() {
        connect();
        attacker.react(heard -> {
            if (!heard.isMedia()) return;
            byte[] forged = attacker.noise(200 + attacker.random().nextInt(900));
            System.arraycopy(heard.bytes(), 0, forged, 0, 12);
            ByteBuffer.wrap(forged).putShort(2, (short) attacker.random().nextInt());
            attacker.inject(forged, heard.from(), heard.to(), Duration.ZERO);
        });

        talk();

        assertEquals(attacker.injected, mediaDrops());
        assertUnharmed();
    }

    @Test
    void dtlsOutOfNowhereDoesNotEndACall() {
        connect();
        List<Heard> handshake = attacker.heard.stream().filter(Heard::isDtls).toList();
        attacker.react(heard -> {
            if (!heard.isMedia() || attacker.random().nextInt(10) > 0) return;
            byte[] forged = forgedRecord();
            attacker.inject(forged, heard.from(), heard.to(), Duration.ZERO);
            Heard old = handshake.get(attacker.random().nextInt(handshake.size()));
            attacker.replay(old, Duration.ZERO);
        });

        talk();

        assertTrue(attacker.injected > 200);
        assertUnharmed();
    }

    /** An alert, a handshake message or data, of either epoch. */
    private byte[] forgedRecord() {
        SplittableRandom random = attacker.random();
        int type = 20 + random.nextInt(4);
        byte[] content =
                switch (type) {
                    case 20 -> new byte[] {1};
                    case 21 -> new byte[] {2, (byte) (random.nextBoolean() ? 40 : 0)};
                    default -> attacker.noise(random.nextInt(200));
                };
        return ByteBuffer.allocate(13 + content.length)
                .put((byte) type)
                .putShort((short) 0xFEFD)
                .putShort((short) random.nextInt(3))
                .putShort((short) 0)
                .putInt(random.nextInt())
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    @Test
    void aFloodOfUnauthenticChecksIsCountedAndHardlyAnswered() {
        connect();
        int flood = 20_000;
        for (int i = 0; i < flood; i++) {
            byte[] check = unauthenticCheck(i);
            Duration when = Duration.ofNanos(i * CALL.toNanos() / flood);
            attacker.inject(check, attacker.stranger(), echo.server.address(), when);
        }

        talk();

        long counted =
                echo.server.peer().drops(IceDrop.WRONG_USERNAME)
                        + echo.server.peer().drops(IceDrop.BAD_INTEGRITY)
                        + echo.server.peer().drops(IceDrop.STRAY_RESPONSE)
                        + echo.server.peer().drops(IceDrop.MALFORMED);
        assertEquals(flood, counted);
        // Ten a second are answered: enough for an honest client with a wrong password.
        assertTrue(attacker.answersToStrangers <= 10 * (CALL.toSeconds() + 1) + 10);
        assertTrue(attacker.bytesToStrangers < attacker.bytesInjected / 50);
        assertUnharmed();
    }

    private byte[] unauthenticCheck(int i) {
        String ufrag = echo.server.credentials().ufrag();
        Packet packet = new Packet();
        int type = Stun.type(Stun.BINDING, i % 5 == 3 ? Stun.SUCCESS : Stun.REQUEST);
        StunWriter.begin(packet, type, i, attacker.random().nextLong());
        String username = (i % 5 == 0 ? "nobody" : ufrag) + ":whoever";
        StunWriter.bytes(packet, Stun.USERNAME, username.getBytes(StandardCharsets.US_ASCII));
        StunWriter.u32(packet, Stun.PRIORITY, i);
        if (i % 5 != 1) StunWriter.integrity(packet, StunKey.shortTerm("wrong" + i));
        StunWriter.fingerprint(packet);
        if (i % 5 == 4) packet.length(packet.length() - 3);
        return packet.toBytes();
    }

    /** Whoever has the password could be the client on its way to a new address, or to no good. */
    @Test
    void checksOfAThousandAddressesKeepACallWhereItIs() {
        connect();
        int flood = 5_000;
        for (int i = 0; i < flood; i++) {
            Duration when = Duration.ofNanos(i * CALL.toNanos() / flood);
            byte[] check = authenticCheck(i);
            attacker.inject(check, attacker.stranger(), echo.server.address(), when);
        }

        talk();

        assertTrue(echo.server.peer().drops(IceDrop.LIMIT) > 0);
        assertTrue(
                attacker.heard.stream().filter(Heard::isMedia).allMatch(this::isBetweenTheTwo),
                "media went to a stranger");
        assertTrue(attacker.bytesToStrangers < 3 * attacker.bytesInjected);
        assertUnharmed();
    }

    private boolean isBetweenTheTwo(Heard heard) {
        TransportAddress one = echo.client.address();
        TransportAddress other = echo.server.address();
        return heard.to().equals(one) || heard.to().equals(other);
    }

    private byte[] authenticCheck(int i) {
        String username =
                echo.server.credentials().ufrag() + ":" + echo.client.credentials().ufrag();
        Packet packet = new Packet();
        int type = Stun.type(Stun.BINDING, Stun.REQUEST);
        StunWriter.begin(packet, type, i, attacker.random().nextLong());
        StunWriter.bytes(packet, Stun.USERNAME, username.getBytes(StandardCharsets.US_ASCII));
        StunWriter.u32(packet, Stun.PRIORITY, Integer.MAX_VALUE - i);
        StunWriter.u64(packet, Stun.ICE_CONTROLLING, 7);
        StunWriter.integrity(packet, StunKey.shortTerm(echo.server.credentials().password()));
        StunWriter.fingerprint(packet);
        return packet.toBytes();
    }

    @Test
    void aWrongFingerprintEndsTheCallBeforeThereIsMedia() {
        String other = "00" + CERTIFICATE.fingerprint().substring(2);
        EchoSimulation wrong = new EchoSimulation(SEED, LinkProfile.CLEAR, CERTIFICATE, other);
        Attacker witness = new Attacker(wrong, SEED);

        wrong.simulation.run(Duration.ofSeconds(5));
        wrong.sendVideo(Duration.ofSeconds(1));
        wrong.simulation.run(Duration.ofSeconds(2));

        assertFalse(wrong.isConnected());
        assertEquals(List.of("DTLS alert"), closings(wrong.server));
        assertTrue(witness.heard.stream().noneMatch(Heard::isMedia));
        assertEquals(0, wrong.echoed.cardinality());
    }

    private static List<String> closings(SimulatedPeer peer) {
        return peer.events().stream()
                .filter(PeerEvent.Closed.class::isInstance)
                .map(event -> ((PeerEvent.Closed) event).reason())
                .toList();
    }
}
