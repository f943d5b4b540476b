package io.cardea.media.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.LevelMeter;
import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.SinkHandle;
import io.cardea.media.TrackFormat;
import io.cardea.media.TrackHandle;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RemoteSourceTest {
    private static final SrtpProfile PROFILE = SrtpProfile.AES_CM_128_HMAC_SHA1_80;
    private static final int FROM = 4_000;
    private static final int RTCP_FROM = 4_001;

    private final Net net = new Net();
    private final Server server = new Server(net.host(1));
    private final Net.Host sender = net.host(2);
    private final Net.Host stranger = net.host(3);
    private final RemoteSource source;

    RemoteSourceTest() throws IOException {
        source = server.receive(Optional.empty());
    }

    private TransportAddress ours() {
        return server.host.at(source.port());
    }

    private void say(byte[] datagram) {
        sender.send(FROM, ours(), datagram);
        server.turn();
    }

    private Server.Inbox inbox(TrackHandle track) {
        Server.Inbox inbox = new Server.Inbox();
        track.connect(SinkHandle.raw(inbox), LinkTargets.best(), LinkEvents.NONE);
        server.turn();
        return inbox;
    }

    private Server.Inbox inbox(int mindex, TrackFormat format) {
        return inbox(source.track(mindex, format));
    }

    private RemoteCounters counters(RemoteSource of) {
        var answer = of.counters();
        server.turn();
        return answer.join();
    }

    @Test
    void theSsrcNamesStreamAndLayer() {
        Server.Inbox audio = inbox(0, Server.audio());
        Server.Inbox video = inbox(2, Server.video(3));

        say(Server.rtp(8, 1, 0, 1_000, new byte[] {1}));
        say(Server.rtp(100, 2, 0, 1_020, new byte[] {2}));
        say(Server.rtp(100, 3, 0, 1_022, new byte[] {3}));

        assertEquals(1, audio.got.size());
        assertEquals(List.of(0, 2), video.got.stream().map(Server.Inbox.Got::layer).toList());
        assertArrayEquals(new byte[] {3}, video.got.get(1).payload());
        assertEquals(111, audio.got.getFirst().payloadType());
        assertEquals(96, video.got.getFirst().payloadType());
        assertTrue(server.isClean());
    }

    @Test
    void whatNobodyDefinedIsCounted() {
        Server.Inbox audio = inbox(0, Server.audio());

        for (int ssrc :
                new int[] {999, 1_001, 1_003, 1_009, 1_010, 3_560, 0, -1, Integer.MIN_VALUE}) {
            say(Server.rtp(ssrc, 1));
        }
        say(new byte[0]);
        say(new byte[] {(byte) 0x80, 0, 1});
        say(new byte[30]);

        assertEquals(0, audio.got.size());
        assertEquals(9, counters(source).unknownStream());
        assertEquals(3, counters(source).malformed());
        assertTrue(server.isClean());
    }

    @Test
    void lateOnesPassAndRepetitionsDoNot() {
        Server.Inbox inbox = inbox(0, Server.audio());

        for (int sequence : new int[] {10, 12, 11, 12, 10, 13}) {
            say(Server.rtp(1_000, sequence));
        }

        assertEquals(List.of(10, 12, 11, 13), inbox.sequenceNumbers());
        assertEquals(2, counters(source).duplicates());
    }

    @Test
    void aSenderThatBeginsAnewIsAnotherStreamOnTheGraph() {
        Server.Inbox inbox = inbox(0, Server.audio());

        for (int sequence : new int[] {30_000, 5, 6}) {
            say(Server.rtp(1_000, sequence));
        }

        assertEquals(List.of(30_000, 6), inbox.sequenceNumbers());
        assertNotEquals(inbox.got.get(0).ssrc(), inbox.got.get(1).ssrc());
        assertEquals(1, counters(source).strange());
    }

    @Test
    void twoSourcesHaveDifferentSsrcsOnTheGraph() throws IOException {
        RemoteSource other = server.receive(Optional.empty());
        Server.Inbox one = inbox(0, Server.audio());
        Server.Inbox two = inbox(other.track(0, Server.audio()));

        say(Server.rtp(1_000, 1));
        sender.send(FROM, server.host.at(other.port()), Server.rtp(1_000, 1));
        server.turn();

        assertNotEquals(one.got.getFirst().ssrc(), two.got.getFirst().ssrc());
    }

    @Test
    void aStrangerIsNotHeardWhileTheSenderIsAlive() {
        Server.Inbox inbox = inbox(0, Server.audio());

        say(Server.rtp(1_000, 1));
        server.after(4_999);
        stranger.send(FROM, ours(), Server.rtp(1_000, 2));
        server.turn();
        sender.send(FROM + 7, ours(), Server.rtp(1_000, 3));
        server.turn();
        assertEquals(List.of(1, 3), inbox.sequenceNumbers());
        assertEquals(1, counters(source).foreign());

        server.after(5_000);
        stranger.send(FROM, ours(), Server.rtp(1_000, 60_000));
        server.turn();
        say(Server.rtp(1_000, 4));
        assertEquals(List.of(1, 3, 60_000), inbox.sequenceNumbers());
        assertNotEquals(inbox.got.get(1).ssrc(), inbox.got.get(2).ssrc());
        assertEquals(2, counters(source).foreign());
    }

    @Test
    void withSrtpOnlyWhatIsAuthenticCounts() throws IOException {
        SrtpKeys keys = Server.keys(PROFILE, 1);
        RemoteSource secret = server.receive(Optional.of(keys));
        TransportAddress to = server.host.at(secret.port());
        Server.Inbox inbox = inbox(secret.track(0, Server.audio()));
        SrtpSession session = keys.session();
        SrtpSession wrong = Server.keys(PROFILE, 2).session();

        stranger.send(FROM, to, Server.rtp(96, 1, 0, 1_000, new byte[30]));
        stranger.send(FROM, to, sealed(wrong, Server.rtp(1_000, 1)));
        byte[] good = sealed(session, Server.rtp(1_000, 1));
        sender.send(FROM, to, good);
        sender.send(FROM, to, good);
        server.turn();

        assertEquals(List.of(1), inbox.sequenceNumbers());
        RemoteCounters counted = counters(secret);
        assertEquals(2, counted.unauthenticated());
        assertEquals(1, counted.duplicates());
        assertTrue(server.isClean());
    }

    private static byte[] sealed(SrtpSession session, byte[] datagram) {
        Packet packet = Packet.of(datagram);
        assertTrue(session.protect(packet));
        return packet.toBytes();
    }

    @Test
    void dataIsTextOrBinary() {
        List<String> told = new ArrayList<>();
        source.data(
                1,
                (binary, message) ->
                        told.add(binary + ":" + new String(message, StandardCharsets.UTF_8)));

        say(Server.rtp(0, 0, 0, 1_010, "hi".getBytes(StandardCharsets.UTF_8)));
        say(Server.rtp(1, 0, 0, 1_010, "hi".getBytes(StandardCharsets.UTF_8)));
        say(Server.rtp(1, 0, 0, 1_010, new byte[0]));
        say(Server.rtp(2, 0, 0, 1_010, new byte[] {1}));
        say(Server.rtp(1, 0, 0, 1_011, new byte[] {1}));
        byte[] odd = Server.rtp(1, 0, 0, 1_010, new byte[] {1, 2, 3, 4});
        odd[0] = (byte) 0x81;
        say(odd);

        assertEquals(List.of("false:hi", "true:hi", "true:"), told);
        assertEquals(2, counters(source).malformed());
        assertEquals(1, counters(source).unknownStream());
    }

    @Test
    void withSrtpDataIsHeardFromWhomMediaHasProved() throws IOException {
        SrtpKeys keys = Server.keys(PROFILE, 1);
        RemoteSource secret = server.receive(Optional.of(keys));
        TransportAddress to = server.host.at(secret.port());
        secret.track(0, Server.audio());
        List<Integer> told = new ArrayList<>();
        secret.data(1, (binary, message) -> told.add((int) message[0]));

        stranger.send(FROM, to, Server.rtp(1, 0, 0, 1_010, new byte[] {1}));
        sender.send(FROM, to, sealed(keys.session(), Server.rtp(1_000, 1)));
        stranger.send(FROM, to, Server.rtp(1, 0, 0, 1_010, new byte[] {2}));
        sender.send(FROM, to, Server.rtp(1, 0, 0, 1_010, new byte[] {3}));
        server.turn();

        assertEquals(List.of(3), told);
        assertEquals(2, counters(secret).foreign());
    }

    @Test
    void aListenerThatThrowsIsCountedAndTheSourceLives() {
        source.data(
                1,
                (binary, message) -> {
                    throw new IllegalStateException("planted");
                });
        Server.Inbox inbox = inbox(0, Server.audio());

        say(Server.rtp(1, 0, 0, 1_010, new byte[] {1}));
        say(Server.rtp(1_000, 1));

        assertEquals(1, inbox.got.size());
        assertEquals(1, server.counters().faults());
        assertEquals(0, server.loop.pool().inUse());
    }

    private List<Net.Datagram> plis() {
        return sender.take(RTCP_FROM);
    }

    private void openRtcp(Net.Host host) {
        byte[] empty = new byte[12];
        empty[0] = (byte) 0x80;
        host.send(RTCP_FROM, server.host.at(source.rtcpPort()), empty);
        server.turn();
    }

    @Test
    void keyframesAreAskedForOnceASecondAndNoWishIsLost() {
        TrackHandle track = source.track(3, Server.video(1));
        openRtcp(sender);

        for (int i = 0; i < 10; i++) {
            track.requestKeyframe();
        }
        server.turn();
        List<Net.Datagram> first = plis();
        assertEquals(1, first.size());
        assertEquals(source.rtcpPort(), first.getFirst().from().port());
        byte[] pli = first.getFirst().bytes();
        assertEquals(12, pli.length);
        assertEquals(206, pli[1] & 0xFF);
        assertEquals(1_030, Packet.of(pli).i32(8));

        track.requestKeyframe();
        server.after(999);
        assertEquals(0, plis().size());
        server.after(1);
        assertEquals(1, plis().size());
        server.after(5_000);
        assertEquals(0, plis().size());
        assertEquals(2, counters(source).keyframeRequests());
    }

    @Test
    void aWishWaitsUntilItIsKnownWhomToAsk() {
        TrackHandle video = source.track(0, Server.video(1));
        TrackHandle audio = source.track(1, Server.audio());

        video.requestKeyframe();
        audio.requestKeyframe();
        server.after(3_000);
        assertEquals(0, plis().size());
        openRtcp(sender);

        assertEquals(1, plis().size());
    }

    @Test
    void whoIsAskedIsWhoSendsTheMedia() {
        TrackHandle video = source.track(0, Server.video(1));
        openRtcp(sender);
        say(Server.rtp(1_000, 1));
        openRtcp(stranger);

        video.requestKeyframe();
        server.turn();

        assertEquals(1, plis().size());
        assertEquals(1, counters(source).foreign());
        assertEquals(0, stranger.take(RTCP_FROM).size());
    }

    @Test
    void aStrangerHeardBeforeTheSenderIsNotAskedAnyMore() {
        TrackHandle video = source.track(0, Server.video(1));
        openRtcp(stranger);
        say(Server.rtp(1_000, 1));

        video.requestKeyframe();
        server.turn();
        assertEquals(0, stranger.take(RTCP_FROM).size());
        openRtcp(sender);

        assertEquals(1, plis().size());
    }

    @Test
    void aHeldTrackSaysNothingAndGoesOnWithoutAGap() {
        TrackHandle track = source.track(0, Server.audio());
        Server.Inbox inbox = inbox(track);

        say(Server.rtp(1_000, 1));
        track.hold(true);
        server.turn();
        say(Server.rtp(1_000, 2));
        track.hold(false);
        server.turn();
        say(Server.rtp(1_000, 3));

        assertEquals(List.of(1, 3), inbox.sequenceNumbers());
        assertEquals(1, inbox.resumed);
    }

    @Test
    void loudnessIsReadUnderTheIdOfTheSender() {
        List<Double> levels = new ArrayList<>();
        source.track(0, Server.audio())
                .connect(
                        SinkHandle.raw(new LevelMeter(2, levels::add)),
                        LinkTargets.best(),
                        LinkEvents.NONE);
        server.turn();

        say(Server.loud(1_000, 1, 30));
        say(Server.loud(1_000, 2, 40));

        assertEquals(List.of(35.0), levels);
    }

    @Test
    void aFurtherFormatReplacesTheFirst() {
        TrackHandle track = source.track(0, Server.video(1));
        Server.Inbox inbox = inbox(track);
        say(Server.rtp(1_002, 1));
        assertEquals(0, inbox.got.size());

        source.track(0, Server.video(3));
        say(Server.rtp(1_002, 1));

        assertEquals(1, inbox.got.size());
        assertEquals(3, track.format().layers());
    }

    @Test
    void aStreamIsMediaOrData() {
        source.track(0, Server.audio());
        source.data(1, (binary, message) -> {});

        assertThrows(IllegalArgumentException.class, () -> source.data(0, (b, m) -> {}));
        assertThrows(IllegalArgumentException.class, () -> source.track(1, Server.audio()));
        assertThrows(IllegalArgumentException.class, () -> source.track(-1, Server.audio()));
        assertThrows(
                IllegalArgumentException.class,
                () -> source.track(RemoteReceiver.MAX_STREAMS, Server.audio()));
    }

    @Test
    void portsAreRandomInTheRangeOrThoseAskedFor() throws IOException {
        assertTrue(source.port() >= 10_000 && source.port() <= 60_000);
        assertTrue(source.rtcpPort() >= 10_000 && source.rtcpPort() <= 60_000);
        RemoteSettings fixed =
                new RemoteSettings(Optional.empty(), Optional.empty(), 700, 701, Optional.empty());

        RemoteSource asked = server.remotePorts.open(fixed);
        int open = server.host.open.size();

        assertEquals(700, asked.port());
        assertEquals(701, asked.rtcpPort());
        assertThrows(BindException.class, () -> server.remotePorts.open(fixed));
        RemoteSettings rtcpTaken =
                new RemoteSettings(Optional.empty(), Optional.empty(), 702, 701, Optional.empty());
        assertThrows(BindException.class, () -> server.remotePorts.open(rtcpTaken));
        assertEquals(open, server.host.open.size());
    }

    @Test
    void thereAreOnlySoMany() throws IOException {
        List<RemoteSource> all = new ArrayList<>(List.of(source));
        while (all.size() < RemotePorts.MAX_SOURCES) {
            all.add(server.receive(Optional.empty()));
        }

        assertThrows(IOException.class, () -> server.receive(Optional.empty()));
        all.getFirst().close();
        all.getFirst().close();
        server.turn();
        server.receive(Optional.empty());
        assertThrows(IOException.class, () -> server.receive(Optional.empty()));
    }

    @Test
    void closingEndsTracksAndFreesEverything() {
        TrackHandle track = source.track(0, Server.video(1));
        Server.Inbox inbox = inbox(track);
        openRtcp(sender);
        track.requestKeyframe();
        track.requestKeyframe();
        server.turn();
        track.requestKeyframe();
        server.turn();

        source.close();
        source.close();
        server.turn();
        say(Server.rtp(1_000, 1));
        track.requestKeyframe();
        Server.Inbox late = inbox(source.track(1, Server.audio()));

        assertTrue(inbox.ended);
        assertTrue(late.ended);
        assertEquals(0, inbox.got.size());
        assertEquals(List.of(), server.host.open);
        assertTrue(server.isClean());
        assertEquals(Long.MAX_VALUE, server.loop.nextDeadlineNanos());
    }

    @Test
    void garbageIsCountedWhateverItIs() {
        long seed = 20_261_126;
        Random random = new Random(seed);
        inbox(0, Server.audio());
        inbox(1, Server.video(3));
        source.data(2, (binary, message) -> {});
        int sent = 20_000;
        for (int i = 0; i < sent; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length >= 12 && random.nextBoolean()) {
                bytes[0] = (byte) (0x80 | bytes[0]);
                byte[] ssrc = Server.rtp(1_000 + random.nextInt(30), 0);
                System.arraycopy(ssrc, 8, bytes, 8, 4);
            }
            int port = random.nextInt(10) == 0 ? source.rtcpPort() : source.port();
            sender.send(FROM, server.host.at(port), bytes);
            if (i % 64 == 0) server.turn();
        }
        server.turn();

        RemoteCounters c = counters(source);
        assertTrue(c.malformed() > 0 && c.unknownStream() > 0 && c.packets() > 0, "seed " + seed);
        assertTrue(server.isClean(), "seed " + seed);
    }
}
