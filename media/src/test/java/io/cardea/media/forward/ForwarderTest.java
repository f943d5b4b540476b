package io.cardea.media.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.LinkControl;
import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.MediaLoop;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.srtp.Drop;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForwarderTest {
    private static final int PORT = 5_004;
    private static final int RTCP_PORT = 5_005;

    private final Net net = new Net();
    private final Server server = new Server(net.host(1));
    private final Net.Host receiver = net.host(2);
    private final TransportAddress target = receiver.at(PORT);

    private ForwarderSettings settings(ForwardLayers layers, long ssrc, int rtcpPort) {
        return new ForwarderSettings(target, rtcpPort, -1, ssrc, layers, Optional.empty(), false);
    }

    private LinkControl tie(Server.Source source, Forwarder forwarder) {
        LinkControl link =
                source.handle.connect(forwarder.sink(), LinkTargets.best(), LinkEvents.NONE);
        server.turn();
        return link;
    }

    private List<byte[]> received() {
        return receiver.take(PORT).stream().map(Net.Datagram::bytes).toList();
    }

    private static List<Integer> sequences(List<byte[]> packets) {
        return packets.stream().map(p -> ByteBuffer.wrap(p).getShort(2) & 0xFFFF).toList();
    }

    private static List<Integer> ssrcs(List<byte[]> packets) {
        return packets.stream().map(p -> ByteBuffer.wrap(p).getInt(8)).toList();
    }

    private ForwarderCounters counters(Forwarder forwarder) {
        var answer = forwarder.counters();
        server.turn();
        return answer.join();
    }

    @Test
    void oneLayerIsForwardedAsItComes() throws IOException {
        Server.Source source = server.new Source(Server.video(3));
        tie(source, server.forward(settings(new ForwardLayers.Only(1), -1, 0)));

        source.say(0, Server.rtp(70, 1));
        source.say(1, Server.rtp(71, 500));
        source.say(2, Server.rtp(72, 9));
        source.say(1, Server.rtp(71, 502));

        List<byte[]> packets = received();
        assertEquals(2, packets.size());
        assertArrayEquals(Server.rtp(71, 500), packets.get(0));
        assertArrayEquals(Server.rtp(71, 502), packets.get(1));
        assertTrue(server.isClean());
    }

    @Test
    void withoutSimulcastThereIsLayerZeroOnly() throws IOException {
        Server.Source source = server.new Source(Server.video(1));
        tie(source, server.forward(settings(new ForwardLayers.Only(2), -1, 0)));

        source.say(0, Server.rtp(70, 1));

        assertEquals(List.of(), received());
    }

    @Test
    void payloadTypeAndSsrcAreWrittenOverAndExtensionsKept() throws IOException {
        Server.Source source = server.new Source(Server.audio());
        tie(
                source,
                server.forward(
                        new ForwarderSettings(
                                target,
                                0,
                                100,
                                0xFFFF_FFF0L,
                                new ForwardLayers.Only(0),
                                Optional.empty(),
                                false)));

        source.say(0, Server.loud(5, 1, 30));

        byte[] expected = Server.loud(0xFFFF_FFF0, 1, 30);
        expected[1] = 100;
        assertArrayEquals(expected, received().getFirst());
    }

    @Test
    void eachLayerGetsAnSsrcOfItsOwn() throws IOException {
        Server.Source source = server.new Source(Server.video(3));
        tie(source, server.forward(settings(new ForwardLayers.Each(), 1_010, 0)));

        for (int layer = 0; layer < 3; layer++) {
            source.say(layer, Server.rtp(70 + layer, 100 * layer));
        }

        List<byte[]> packets = received();
        assertEquals(List.of(1_010, 1_011, 1_012), ssrcs(packets));
        assertEquals(List.of(0, 100, 200), sequences(packets));
    }

    @Test
    void theBestLayerIsOneContinuousStream() throws IOException {
        Server.Source source = server.new Source(Server.video(3));
        tie(source, server.forward(settings(new ForwardLayers.Best(), 77, 0)));

        source.say(0, vp8(70, 1_000, true));
        source.say(0, vp8(70, 1_001, false));
        source.say(2, vp8(72, 5, true));
        source.say(0, vp8(70, 1_002, false));
        source.say(2, vp8(72, 6, false));

        List<byte[]> packets = received();
        assertEquals(List.of(77, 77, 77, 77), ssrcs(packets));
        int first = sequences(packets).getFirst();
        assertEquals(List.of(first, first + 1, first + 2, first + 3), sequences(packets));
    }

    @Test
    void theBestOfTwoSourcesInTurnIsOneStreamUnderARandomSsrc() throws IOException {
        Server.Source first = server.new Source(Server.audio());
        Server.Source second = server.new Source(Server.audio());
        Forwarder forwarder = server.forward(settings(new ForwardLayers.Best(), -1, 0));
        LinkControl link = tie(first, forwarder);
        first.say(0, Server.loud(5, 40_000, 9));
        link.close();
        tie(second, forwarder);
        second.say(0, Server.loud(6, 7, 9));

        List<byte[]> packets = received();
        int sequence = sequences(packets).getFirst();
        assertEquals(List.of(sequence, sequence + 1), sequences(packets));
        assertEquals(1, ssrcs(packets).stream().distinct().count());
        assertNotEquals(5, ssrcs(packets).getFirst());
    }

    /** VP8 with picture id, TL0PICIDX and TID 0. */
    private static byte[] vp8(int ssrc, int sequence, boolean keyframe) {
        byte[] payload = new byte[24];
        payload[0] = (byte) 0x90;
        payload[1] = (byte) 0xE0;
        payload[2] = (byte) 0x80;
        payload[3] = (byte) sequence;
        payload[6] = (byte) (keyframe ? 0 : 1);
        payload[9] = (byte) 0x9D;
        payload[10] = 0x01;
        payload[11] = 0x2A;
        return Server.rtp(96, sequence, sequence * 3_000, ssrc, payload);
    }

    @Test
    void whatIsHeldBackLeavesNoGap() throws IOException {
        Server.Source source = server.new Source(Server.audio());
        LinkControl link = tie(source, server.forward(settings(new ForwardLayers.Only(0), -1, 0)));

        source.say(0, Server.rtp(5, 65_535));
        source.hold(true);
        source.say(0, Server.rtp(5, 0));
        source.hold(false);
        source.say(0, Server.rtp(5, 1));
        link.active(false);
        server.turn();
        source.say(0, Server.rtp(5, 2));
        link.active(true);
        server.turn();
        source.say(0, Server.rtp(5, 3));
        source.say(0, Server.rtp(5, 5));

        assertEquals(List.of(65_535, 0, 1, 3), sequences(received()));
    }

    @ParameterizedTest
    @EnumSource(
            value = SrtpProfile.class,
            names = {"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"})
    void srtpIsUndoneByASessionWithTheSameKey(SrtpProfile profile) throws IOException {
        SrtpKeys keys = Server.keys(profile, 1);
        Server.Source source = server.new Source(Server.audio());
        Forwarder forwarder =
                server.forward(
                        new ForwarderSettings(
                                target,
                                0,
                                -1,
                                -1,
                                new ForwardLayers.Only(0),
                                Optional.of(keys),
                                false));
        tie(source, forwarder);

        source.say(0, Server.loud(5, 1, 30));
        source.say(0, Server.loud(5, 1, 30));

        List<byte[]> packets = received();
        assertEquals(1, packets.size());
        Packet packet = Packet.of(packets.getFirst());
        assertEquals(24 + profile.rtpTagLength(), packet.length());
        SrtpSession session = keys.session();
        assertEquals(Drop.NONE, session.unprotect(packet));
        assertArrayEquals(Server.loud(5, 1, 30), packet.toBytes());
        assertEquals(1, counters(forwarder).unprotected());
        assertTrue(server.isClean());
    }

    @Test
    void dataGoesAlone() throws IOException {
        Forwarder forwarder = server.forward(Server.plain(target));

        forwarder.sendData(false, new byte[] {'h', 'i'});
        forwarder.sendData(true, new byte[Forwarder.MAX_MESSAGE + 1]);
        server.turn();

        List<byte[]> packets = received();
        assertEquals(1, packets.size());
        assertArrayEquals(new byte[] {'h', 'i'}, packets.getFirst());
        assertEquals(1, counters(forwarder).droppedMessages());
    }

    @Test
    void orDataGoesBehindAHeader() throws IOException {
        Forwarder forwarder =
                server.forward(
                        new ForwarderSettings(
                                target,
                                0,
                                -1,
                                1_020,
                                new ForwardLayers.Each(),
                                Optional.of(Server.keys(SrtpProfile.AES_CM_128_HMAC_SHA1_80, 1)),
                                true));

        forwarder.sendData(true, new byte[] {7});
        forwarder.sendData(false, new byte[] {8});
        forwarder.sendData(false, new byte[Forwarder.MAX_MESSAGE_IN_RTP + 1]);
        server.turn();

        List<byte[]> packets = received();
        assertArrayEquals(Server.rtp(1, 0, 0, 1_020, new byte[] {7}), packets.get(0));
        assertArrayEquals(Server.rtp(0, 0, 0, 1_020, new byte[] {8}), packets.get(1));
        assertEquals(2, packets.size());
    }

    @Test
    void messagesThatWaitHaveALimit() throws IOException {
        Forwarder forwarder = server.forward(Server.plain(target));

        for (int i = 0; i < Forwarder.MAX_WAITING + 5; i++) {
            forwarder.sendData(true, new byte[] {1});
        }
        server.turn();

        assertEquals(Forwarder.MAX_WAITING, received().size());
        assertEquals(5, counters(forwarder).droppedMessages());
    }

    @Test
    void theReceiversRtcpPortHearsOfUsAndItsWishesReachTheTrack() throws IOException {
        Server.Source source = server.new Source(Server.video(1));
        Forwarder forwarder = server.forward(settings(new ForwardLayers.Only(0), -1, RTCP_PORT));
        tie(source, forwarder);

        List<Net.Datagram> empty = receiver.take(RTCP_PORT);
        assertEquals(2, empty.size());
        byte[] expected = new byte[12];
        expected[0] = (byte) 0x80;
        assertArrayEquals(expected, empty.getFirst().bytes());
        assertEquals(forwarder.localRtcpPort(), empty.getFirst().from().port());

        TransportAddress ours = server.host.at(forwarder.localRtcpPort());
        receiver.send(RTCP_PORT, ours, Server.pli(70));
        server.turn();
        assertEquals(1, source.keyframes);
        server.after(1_000);
        receiver.send(RTCP_PORT, ours, Server.fir(70));
        server.turn();
        assertEquals(2, source.keyframes);
    }

    @Test
    void wishesAreMerged() throws IOException {
        Server.Source source = server.new Source(Server.video(1));
        Forwarder forwarder = server.forward(settings(new ForwardLayers.Only(0), -1, RTCP_PORT));
        tie(source, forwarder);

        TransportAddress ours = server.host.at(forwarder.localRtcpPort());
        for (int i = 0; i < 50; i++) {
            receiver.send(RTCP_PORT, ours, Server.pli(70));
        }
        server.turn();
        assertEquals(1, source.keyframes);
        server.after(250);
        assertEquals(2, source.keyframes);
        server.after(1_000);
        assertEquals(2, source.keyframes);
        assertEquals(2, counters(forwarder).keyframeRequests());
    }

    @Test
    void rtcpOfStrangersAndGarbageAreCounted() throws IOException {
        Server.Source source = server.new Source(Server.video(1));
        Forwarder forwarder = server.forward(settings(new ForwardLayers.Only(0), -1, RTCP_PORT));
        tie(source, forwarder);

        TransportAddress ours = server.host.at(forwarder.localRtcpPort());
        net.host(3).send(RTCP_PORT, ours, Server.pli(70));
        receiver.send(RTCP_PORT, ours, new byte[0]);
        receiver.send(RTCP_PORT, ours, new byte[] {1, 2, 3, 4, 5});
        byte[] receiverReport = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 1};
        receiver.send(RTCP_PORT, ours, receiverReport);
        server.turn();

        assertEquals(0, source.keyframes);
        assertEquals(1, counters(forwarder).foreignRtcp());
        assertEquals(2, counters(forwarder).malformedRtcp());
        assertTrue(server.isClean());
    }

    @Test
    void aClosedWireIsNotAskedForKeyframes() throws IOException {
        Server.Source source = server.new Source(Server.video(1));
        Forwarder forwarder = server.forward(settings(new ForwardLayers.Only(0), -1, RTCP_PORT));
        tie(source, forwarder).close();

        receiver.send(RTCP_PORT, server.host.at(forwarder.localRtcpPort()), Server.pli(70));
        server.turn();

        assertEquals(0, source.keyframes);
    }

    @Test
    void forwardersToOneRtcpPortShareOursAndFeedbackFindsItsTrack() throws IOException {
        Server.Source first = server.new Source(Server.video(3));
        Server.Source second = server.new Source(Server.video(3));
        ForwardLayers each = new ForwardLayers.Each();
        Forwarder one = server.forward(settings(each, 1_000, RTCP_PORT));
        Forwarder two = server.forward(settings(each, 1_010, RTCP_PORT));
        tie(first, one);
        tie(second, two);
        assertEquals(one.localRtcpPort(), two.localRtcpPort());

        TransportAddress ours = server.host.at(one.localRtcpPort());
        receiver.send(RTCP_PORT, ours, Server.pli(1_012));
        server.turn();
        assertEquals(0, first.keyframes);
        assertEquals(1, second.keyframes);

        server.after(1_000);
        receiver.send(RTCP_PORT, ours, Server.pli(1_013));
        server.turn();
        assertEquals(1, first.keyframes);
        assertEquals(2, second.keyframes);

        two.close();
        server.after(1_000);
        receiver.send(RTCP_PORT, ours, Server.pli(1_010));
        server.turn();
        assertEquals(2, first.keyframes);
        assertEquals(2, second.keyframes);
    }

    @Test
    void allIsSentFromOnePort() throws IOException {
        Forwarder one = server.forward(Server.plain(target));
        Forwarder two = server.forward(Server.plain(target));

        one.sendData(true, new byte[] {1});
        two.sendData(true, new byte[] {2});
        server.turn();

        List<Net.Datagram> got = receiver.take(PORT);
        assertEquals(got.get(0).from(), got.get(1).from());
        assertEquals(1, server.host.open.size());
    }

    @Test
    void ipv6TargetsHaveAPortOfTheirFamily() throws IOException {
        server.forward(Server.plain(target));
        server.forward(Server.plain(TransportAddress.ipv6(Protocol.UDP, 0, 1, PORT)));

        assertEquals(
                List.of(false, true),
                server.host.open.stream().map(TransportAddress::isIpv6).toList());
    }

    @Test
    void closingFreesEverything() throws IOException {
        Server.Source source = server.new Source(Server.video(1));
        Forwarder one = server.forward(settings(new ForwardLayers.Only(0), -1, RTCP_PORT));
        Forwarder two = server.forward(settings(new ForwardLayers.Best(), -1, 0));
        tie(source, one);
        tie(source, two);
        TransportAddress ours = server.host.at(one.localRtcpPort());
        receiver.send(RTCP_PORT, ours, Server.pli(70));
        receiver.send(RTCP_PORT, ours, Server.pli(70));
        server.turn();

        one.close();
        one.close();
        server.turn();
        assertEquals(1, server.host.open.size());
        two.close();
        server.turn();
        source.say(0, Server.rtp(70, 1));
        two.sendData(true, new byte[] {1});
        server.turn();

        assertEquals(List.of(), server.host.open);
        assertEquals(List.of(), received());
        assertTrue(server.isClean());
        assertEquals(Long.MAX_VALUE, server.loop.nextDeadlineNanos());
    }

    @Test
    void strayPacketsAtThePortWeSendFromAreThrownAway() throws IOException {
        server.forward(Server.plain(target));

        receiver.send(PORT, server.host.at(server.host.open.getFirst().port()), new byte[] {1});
        server.turn();

        assertTrue(server.isClean());
    }

    @Test
    void thereAreOnlySoMany() throws IOException {
        List<Forwarder> all = new ArrayList<>();
        for (int i = 0; i < ForwarderPorts.MAX_FORWARDERS; i++) {
            all.add(server.forward(Server.plain(target)));
        }

        assertThrows(IOException.class, () -> server.forward(Server.plain(target)));
        all.getFirst().close();
        server.turn();
        server.forward(Server.plain(target));
    }

    @Test
    void aTrackOfAnotherLoopIsForwardedAndAskedForKeyframes() throws IOException {
        Server home = new Server(net.host(9));
        Server.Source source = home.new Source(Server.video(1));
        Forwarder forwarder = server.forward(settings(new ForwardLayers.Only(0), -1, RTCP_PORT));
        source.handle.connect(forwarder.sink(), LinkTargets.best(), LinkEvents.NONE);
        MediaLoop here = server.loop;
        assertFalse(here.equals(home.loop));
        server.turn();
        home.turn();

        source.say(0, Server.rtp(70, 1));
        server.turn();
        receiver.send(RTCP_PORT, server.host.at(forwarder.localRtcpPort()), Server.pli(70));
        server.turn();
        home.turn();

        assertEquals(1, received().size());
        assertEquals(1, source.keyframes);
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        TransportAddress nowhere = receiver.at(0);
        ForwardLayers only = new ForwardLayers.Only(0);
        Optional<SrtpKeys> none = Optional.empty();

        assertThrows(
                IllegalArgumentException.class,
                () -> new ForwarderSettings(nowhere, 0, -1, -1, only, none, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ForwarderSettings(target, 65_536, -1, -1, only, none, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ForwarderSettings(target, 0, 128, -1, only, none, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ForwarderSettings(target, 0, -1, 1L << 32, only, none, false));
        assertThrows(IllegalArgumentException.class, () -> new ForwardLayers.Only(3));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SrtpKeys(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new byte[29]));
    }
}
