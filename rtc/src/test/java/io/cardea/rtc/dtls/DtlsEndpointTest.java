package io.cardea.rtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.srtp.Drop;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DtlsEndpointTest {
    private final DtlsPair.Setup setup = new DtlsPair.Setup();
    private DtlsPair pair = new DtlsPair();

    @AfterEach
    void nobodyLeaksAPacket() {
        pair.client.endpoint.close();
        pair.server.endpoint.close();
        pair.settle();
        assertEquals(0, pair.client.pool.inUse());
        assertEquals(0, pair.server.pool.inUse());
    }

    @ParameterizedTest
    @EnumSource
    void keysOfEachProfileFitTogether(SrtpProfile profile) {
        setup.clientSettings = withProfiles(profile);
        setup.serverSettings = withProfiles(SrtpProfile.values());
        pair = new DtlsPair(setup).run();

        assertTrue(pair.connected());
        assertEquals(profile, pair.client.keys.orElseThrow().profile());
        assertProtects(pair.client.keys.orElseThrow(), pair.server.keys.orElseThrow());
        assertProtects(pair.server.keys.orElseThrow(), pair.client.keys.orElseThrow());
    }

    private static void assertProtects(SrtpKeys from, SrtpKeys to) {
        SrtpSession sender = from.outbound();
        SrtpSession receiver = to.inbound();
        byte[] rtp = new byte[100];
        rtp[0] = (byte) 0x80;
        Packet packet = Packet.of(rtp);

        assertTrue(sender.protect(packet));
        assertFalse(Arrays.equals(rtp, Arrays.copyOf(packet.toBytes(), 100)));
        assertEquals(Drop.NONE, receiver.unprotect(packet));
        assertArrayEquals(rtp, packet.toBytes());
    }

    @Test
    void theServerChoosesTheProfileByItsOwnOrder() {
        setup.clientSettings =
                withProfiles(
                        SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                        SrtpProfile.AEAD_AES_256_GCM,
                        SrtpProfile.AEAD_AES_128_GCM);
        pair = new DtlsPair(setup).run();

        assertEquals(
                SrtpProfile.AEAD_AES_128_GCM,
                pair.server.keys.map(SrtpKeys::profile).orElseThrow());
        assertEquals(
                SrtpProfile.AEAD_AES_128_GCM,
                pair.client.keys.map(SrtpKeys::profile).orElseThrow());
    }

    @Test
    void withoutACommonProfileThereAreNoKeys() {
        setup.clientSettings = withProfiles(SrtpProfile.AEAD_AES_256_GCM);
        setup.serverSettings = withProfiles(SrtpProfile.AEAD_AES_128_GCM);
        pair = new DtlsPair(setup).run();

        assertTrue(pair.connected());
        assertEquals(Optional.empty(), pair.client.keys);
        assertEquals(Optional.empty(), pair.server.keys);
    }

    @Test
    void statesAreToldInOrder() {
        pair = new DtlsPair(setup).run();

        assertEquals(List.of(DtlsState.TRYING, DtlsState.CONNECTED), pair.client.states);
        assertEquals(List.of(DtlsState.TRYING, DtlsState.CONNECTED), pair.server.states);
    }

    @Test
    void aHandshakeWithoutLossTakesFourDatagrams() {
        pair = new DtlsPair(setup).run();

        assertEquals(2, pair.client.sent.size());
        assertEquals(2, pair.server.sent.size());
    }

    @Test
    void theSameSeedMakesTheSameDatagrams() {
        DtlsPair first = lossy(setup).run();
        pair = lossy(setup).run();

        assertTrue(first.connected());
        assertEquals(first.now, pair.now);
        assertSame(first.client.sent, pair.client.sent);
        assertSame(first.server.sent, pair.server.sent);
    }

    private static DtlsPair lossy(DtlsPair.Setup setup) {
        var lossy = new DtlsPair(setup);
        var random = new Random(3);
        lossy.client.lost = _ -> random.nextInt(3) == 0;
        lossy.server.lost = _ -> random.nextInt(3) == 0;
        return lossy;
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "datagram " + i);
        }
    }

    @Test
    void aWrongFingerprintOfTheClientFailsBothSides() {
        setup.expectedOfClient = Optional.of(DtlsPair.print(DtlsPair.SERVER));
        pair = new DtlsPair(setup).run();

        assertFailed(pair.server, "DTLS alert", "fingerprint");
        assertFailed(pair.client, "DTLS alert", "bad_certificate");
    }

    @Test
    void aWrongFingerprintOfTheServerFailsBothSides() {
        setup.expectedOfServer = Optional.of(DtlsPair.print(DtlsPair.CLIENT));
        pair = new DtlsPair(setup).run();

        assertFailed(pair.client, "DTLS alert", "fingerprint");
        assertFailed(pair.server, "DTLS alert", "bad_certificate");
    }

    @Test
    void fingerprintsMayBeLowerCaseAndSha1() throws Exception {
        byte[] encoded = DtlsPair.CLIENT.chain().getFirst();
        String lower = DtlsPair.SERVER.fingerprint().toLowerCase(Locale.ROOT);
        setup.expectedOfServer = Optional.of(new Fingerprint("SHA-256", lower));
        setup.expectedOfClient =
                Optional.of(
                        new Fingerprint("sha-1", PeerCertificate.fingerprint("sha-1", encoded)));
        pair = new DtlsPair(setup).run();

        assertTrue(pair.connected());
    }

    @Test
    void anExpiredCertificateIsRefused() {
        var clock = InstantSource.fixed(DtlsPair.NOW.plus(Duration.ofDays(366)));
        DtlsSettings s = DtlsPair.settings();
        setup.serverSettings =
                new DtlsSettings(s.mtu(), true, s.resend(), s.timeout(), s.profiles(), clock);
        pair = new DtlsPair(setup).run();

        assertFailed(pair.server, "DTLS alert", "not valid in time");
        assertFailed(pair.client, "DTLS alert", "certificate_expired");
    }

    @Test
    void aSelfSignedCertificateIsRefusedIfNotAccepted() {
        DtlsSettings s = DtlsPair.settings();
        setup.serverSettings =
                new DtlsSettings(s.mtu(), false, s.resend(), s.timeout(), s.profiles(), s.clock());
        pair = new DtlsPair(setup).run();

        assertFailed(pair.server, "DTLS alert", "untrusted");
        assertFailed(pair.client, "DTLS alert", "unknown_ca");
    }

    private static void assertFailed(DtlsPair.Side side, String reason, String detail) {
        assertEquals(List.of(DtlsState.TRYING, DtlsState.FAILED), side.states);
        assertEquals(reason, side.failure);
        String found = side.endpoint.failureDetail();
        assertTrue(found.contains(detail), found);
        assertEquals(Long.MAX_VALUE, side.endpoint.nextDeadlineNanos());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aLostFlightOfTheClientIsSentAgain(int flight) {
        pair = new DtlsPair(setup);
        pair.client.lost = number -> number == flight;
        long before = pair.now;
        pair.run();

        assertTrue(pair.connected());
        assertEquals(200_000_000L, pair.now - before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aLostFlightOfTheServerIsSentAgain(int flight) {
        pair = new DtlsPair(setup);
        pair.server.lost = number -> number == flight;
        long before = pair.now;
        pair.run();

        assertTrue(pair.connected());
        assertEquals(200_000_000L, pair.now - before);
    }

    @Test
    void retransmissionsBackOffUntilTheTimeout() {
        pair = new DtlsPair(setup);
        pair.client.lost = _ -> true;
        long before = pair.now;
        pair.run();

        assertEquals(Duration.ofSeconds(20).toNanos(), pair.now - before);
        assertFailed(pair.client, "DTLS timeout", "PT20S");
        assertFailed(pair.server, "DTLS timeout", "PT20S");
        // At 0, 0.2, 0.6, 1.4, 3.0, then every 3.2 s; no alert, since nobody has answered.
        assertEquals(10, pair.client.sent.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1_200})
    void handshakesSurviveHeavyLossAtAnyMtu(int mtu) {
        setup.clientSettings = DtlsPair.withMtu(mtu);
        setup.serverSettings = DtlsPair.withMtu(mtu);
        for (int seed = 0; seed < 15; seed++) {
            var random = new Random(seed);
            setup.seed = seed;
            pair = new DtlsPair(setup);
            pair.client.lost = _ -> random.nextInt(5) == 0;
            pair.server.lost = _ -> random.nextInt(5) == 0;
            pair.run();

            assertTrue(pair.connected(), "seed " + seed);
            for (DtlsPair.Side side : List.of(pair.client, pair.server)) {
                assertTrue(side.sent.stream().allMatch(d -> d.length <= mtu), "seed " + seed);
            }
            assertProtects(pair.client.keys.orElseThrow(), pair.server.keys.orElseThrow());
        }
    }

    @Test
    void reorderAndDuplicationAreSurvived() {
        setup.clientSettings = DtlsPair.withMtu(300);
        setup.serverSettings = DtlsPair.withMtu(300);
        var random = new Random(5);
        for (int round = 0; round < 10; round++) {
            setup.seed = round;
            pair = new DtlsPair(setup).start();
            do {
                shuffle(pair.client, pair.server, random);
                shuffle(pair.server, pair.client, random);
            } while (!pair.connected() && tick(pair));
            assertTrue(pair.connected(), "round " + round);
        }
    }

    private static boolean tick(DtlsPair pair) {
        pair.now += 50_000_000L;
        pair.client.endpoint.expire(pair.now);
        pair.server.endpoint.expire(pair.now);
        return pair.client.endpoint.state() != DtlsState.FAILED;
    }

    private void shuffle(DtlsPair.Side from, DtlsPair.Side to, Random random) {
        from.endpoint.drain(from);
        var datagrams = new java.util.ArrayList<byte[]>(from.flying);
        datagrams.addAll(from.flying);
        from.flying.clear();
        java.util.Collections.shuffle(datagrams, random);
        for (byte[] datagram : datagrams) {
            pair.give(to, datagram.clone());
            to.endpoint.drain(to);
        }
    }

    @Test
    void dataGoesBothWaysAndAReplayIsDropped() {
        pair = new DtlsPair(setup).run();
        byte[] hello = {1, 2, 3};
        byte[] large = new byte[pair.server.endpoint.maxDataLength()];
        Arrays.fill(large, (byte) 9);

        assertTrue(pair.client.endpoint.send(hello, 0, 3));
        assertTrue(pair.client.endpoint.send(hello, 1, 2));
        assertTrue(pair.server.endpoint.send(large, 0, large.length));
        assertFalse(pair.server.endpoint.send(new byte[large.length + 1], 0, large.length + 1));
        pair.settle();

        assertEquals(2, pair.server.data.size());
        assertArrayEquals(hello, pair.server.data.get(0));
        assertArrayEquals(new byte[] {2, 3}, pair.server.data.get(1));
        assertEquals(1, pair.client.data.size());
        assertArrayEquals(large, pair.client.data.getFirst());
        assertEquals(DtlsSettings.DEFAULT_MTU, pair.server.sent.getLast().length);

        pair.give(pair.server, pair.client.sent.getLast());
        pair.settle();
        assertEquals(2, pair.server.data.size());
    }

    @Test
    void severalRecordsInOneDatagramAreAllRead() {
        pair = new DtlsPair(setup).run();
        pair.client.lost = _ -> true;
        int before = pair.client.sent.size();
        for (byte i = 0; i < 3; i++) {
            pair.client.endpoint.send(new byte[] {i}, 0, 1);
        }
        pair.settle();
        var joined = new java.io.ByteArrayOutputStream();
        for (byte[] record : pair.client.sent.subList(before, before + 3)) {
            byte[] bytes = record.clone();
            if (joined.size() > 0 && joined.size() < 2 * bytes.length) bytes[20] ^= 1;
            joined.writeBytes(bytes);
        }

        pair.give(pair.server, joined.toByteArray());
        pair.settle();

        assertEquals(2, pair.server.data.size());
        assertArrayEquals(new byte[] {0}, pair.server.data.get(0));
        assertArrayEquals(new byte[] {2}, pair.server.data.get(1));
    }

    @Test
    void dataBeforeTheHandshakeIsOverIsRefused() {
        pair = new DtlsPair(setup).start();

        assertFalse(pair.client.endpoint.send(new byte[1], 0, 1));
        assertEquals(0, pair.client.endpoint.maxDataLength());
    }

    @Test
    void closingTellsThePeer() {
        pair = new DtlsPair(setup).run();

        pair.client.endpoint.close();
        pair.settle();

        assertEquals(DtlsState.CLOSED, pair.server.endpoint.state());
        assertTrue(pair.server.alertClosed);
        assertFalse(pair.client.alertClosed);
        assertEquals(DtlsState.CLOSED, pair.client.states.getLast());
        assertFalse(pair.client.endpoint.send(new byte[1], 0, 1));
        assertFalse(pair.server.endpoint.send(new byte[1], 0, 1));
    }

    @Test
    void closingAHandshakeEndsIt() {
        pair = new DtlsPair(setup).start();
        pair.client.endpoint.drain(pair.client);

        pair.client.endpoint.close();
        pair.client.endpoint.drain(pair.client);

        assertEquals(List.of(DtlsState.TRYING, DtlsState.CLOSED), pair.client.states);
        assertEquals(Long.MAX_VALUE, pair.client.endpoint.nextDeadlineNanos());
    }

    @Test
    void theServerMayStartAfterTheClientHello() {
        pair = new DtlsPair(setup);
        pair.client.endpoint.start(pair.now);
        pair.settle();
        assertEquals(DtlsState.NEW, pair.server.endpoint.state());

        pair.server.endpoint.start(pair.now);
        pair.settle();

        assertTrue(pair.connected());
    }

    @Test
    void rsaCertificatesWorkInBothRoles() {
        DtlsCertificate rsa = DtlsCertificate.generateRsa(new Random(4), DtlsPair.NOW);
        setup.clientCertificate = rsa;
        pair = new DtlsPair(setup).run();
        assertTrue(pair.connected());

        setup.clientCertificate = DtlsPair.CLIENT;
        setup.serverCertificate = rsa;
        pair = new DtlsPair(setup).run();
        assertTrue(pair.connected());
    }

    @Test
    void randomBytesDoNotDisturbAnybody() {
        var random = new Random(6);
        pair = new DtlsPair(setup).start();
        noise(random);
        pair.settle();
        while (!pair.connected() && pair.tick()) {}
        assertTrue(pair.connected());

        noise(random);
        pair.settle();
        pair.client.endpoint.send(new byte[] {1}, 0, 1);
        pair.settle();

        assertEquals(1, pair.server.data.size());
        assertEquals(DtlsState.CONNECTED, pair.client.endpoint.state());
    }

    private void noise(Random random) {
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            // Like DTLS of a later epoch, or of none that is known.
            bytes[0] = (byte) (20 + random.nextInt(44));
            if (bytes.length > 13) {
                bytes[1] = (byte) 0xFE;
                bytes[2] = (byte) 0xFD;
                bytes[4] = (byte) (1 + random.nextInt(2));
                bytes[11] = 0;
                bytes[12] = (byte) (bytes.length - 13);
            }
            pair.give(random.nextBoolean() ? pair.client : pair.server, bytes);
            if (i % 10 == 0) pair.settle();
        }
    }

    @Test
    void hostilePlaintextNeverThrows() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            setup.seed = seed;
            pair = new DtlsPair(setup);
            pair.client.lost = _ -> random.nextInt(2) == 0;
            pair.start();
            pair.client.endpoint.drain(pair.client);
            for (byte[] datagram : List.copyOf(pair.client.sent)) {
                byte[] bytes = datagram.clone();
                for (int i = 0; i < 3; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                pair.give(pair.server, bytes);
                pair.settle();
            }
            while (pair.tick()) {}
        }
    }

    /** RFC 6347, 4.1.2.7: anybody can send them, so nothing may come of them. */
    @Test
    void recordsThatCannotBeDecipheredAreDiscarded() {
        DtlsPair pair = new DtlsPair().run();

        for (int type = 20; type <= 24; type++) {
            for (int length = 0; length <= 64; length++) {
                pair.give(pair.client, record(type, length));
                pair.give(pair.server, record(type, length));
                pair.settle();
            }
        }

        assertTrue(pair.connected());
        assertTrue(pair.client.endpoint.send(new byte[] {7}, 0, 1));
        pair.settle();
        assertEquals(1, pair.server.data.size());
        assertEquals(0, pair.client.pool.inUse());
        assertEquals(0, pair.server.pool.inUse());
    }

    private static byte[] record(int type, int length) {
        return ByteBuffer.allocate(13 + length)
                .put((byte) type)
                .putShort((short) 0xFEFD)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(100_000)
                .putShort((short) length)
                .array();
    }

    @Test
    void aHugeMessageIsNotAllocated() {
        pair = new DtlsPair(setup).start();
        pair.client.endpoint.drain(pair.client);
        byte[] hello = pair.client.sent.getFirst().clone();
        hello[14] = (byte) 0xFF;

        pair.give(pair.server, hello);
        pair.settle();

        // It was not even looked at: the real one is still welcome.
        assertTrue(pair.connected());
    }

    @Test
    void whatWaitsForTheStartIsBounded() {
        pair = new DtlsPair(setup);
        for (int i = 0; i < DtlsEndpoint.MAX_PENDING + 5; i++) {
            pair.give(pair.server, new byte[20]);
        }

        assertEquals(5, pair.server.endpoint.dropped());
        assertEquals(DtlsEndpoint.MAX_PENDING, pair.server.pool.inUse());
    }

    private static DtlsSettings withProfiles(SrtpProfile... profiles) {
        DtlsSettings s = DtlsPair.settings();
        return new DtlsSettings(
                s.mtu(),
                s.acceptSelfSigned(),
                s.resend(),
                s.timeout(),
                List.of(profiles),
                s.clock());
    }
}
