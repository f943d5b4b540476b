package io.cardea.media.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.SinkHandle;
import io.cardea.media.TrackHandle;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A publisher on one server, its viewers on another: what forwarders send, a source receives. */
class CascadeTest {
    private final Net net = new Net();
    private final Server a = new Server(net.host(1));
    private final Server b = new Server(net.host(2));

    static Stream<Optional<SrtpKeys>> keys() {
        return Stream.of(
                Optional.empty(),
                Optional.of(Server.keys(SrtpProfile.AES_CM_128_HMAC_SHA1_80, 1)),
                Optional.of(Server.keys(SrtpProfile.AES_CM_128_HMAC_SHA1_32, 2)));
    }

    private Forwarder remotize(int mindex, RemoteSource to, Optional<SrtpKeys> keys)
            throws IOException {
        TransportAddress target = b.host.at(to.port());
        return a.forward(
                new ForwarderSettings(
                        target,
                        to.rtcpPort(),
                        -1,
                        1_000 + 10 * mindex,
                        new ForwardLayers.Each(),
                        keys,
                        true));
    }

    private Server.Inbox watch(TrackHandle track) {
        Server.Inbox inbox = new Server.Inbox();
        track.connect(SinkHandle.raw(inbox), LinkTargets.best(), LinkEvents.NONE);
        b.turn();
        return inbox;
    }

    private void exchange() {
        for (int i = 0; i < 4; i++) {
            a.turn();
            b.turn();
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void mediaAndDataArriveAndWishesForKeyframesGoBack(Optional<SrtpKeys> keys) throws IOException {
        Server.Source audio = a.new Source(Server.audio());
        Server.Source camera = a.new Source(Server.video(3));
        Server.Source screen = a.new Source(Server.video(1));
        RemoteSource source = b.receive(keys);
        TrackHandle screenOnB = source.track(2, Server.video(1));
        Server.Inbox heard = watch(source.track(0, Server.audio()));
        Server.Inbox seen = watch(source.track(1, Server.video(3)));
        Server.Inbox shown = watch(screenOnB);
        List<byte[]> told = new ArrayList<>();
        source.data(3, (binary, message) -> told.add(message));
        List<Forwarder> forwarders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            forwarders.add(remotize(i, source, keys));
        }
        LinkTargets best = LinkTargets.best();
        audio.handle.connect(forwarders.get(0).sink(), best, LinkEvents.NONE);
        camera.handle.connect(forwarders.get(1).sink(), best, LinkEvents.NONE);
        screen.handle.connect(forwarders.get(2).sink(), best, LinkEvents.NONE);
        exchange();

        for (int i = 0; i < 100; i++) {
            audio.say(0, Server.loud(50, 65_500 + i & 0xFFFF, 20));
            for (int layer = 0; layer < 3; layer++) {
                camera.say(layer, Server.rtp(70 + layer, 1_000 * layer + i));
            }
            screen.say(0, Server.rtp(90, i));
            exchange();
        }
        forwarders.get(3).sendData(false, new byte[] {4, 2});
        exchange();
        screenOnB.requestKeyframe();
        exchange();

        assertEquals(100, heard.got.size());
        assertEquals(300, seen.got.size());
        assertEquals(100, shown.got.size());
        assertEquals(100, seen.got.stream().filter(got -> got.layer() == 2).count());
        assertArrayEquals(new byte[] {4, 2}, told.getFirst());
        assertEquals(1, screen.keyframes);
        assertEquals(0, camera.keyframes);

        forwarders.forEach(Forwarder::close);
        source.close();
        exchange();
        assertTrue(shown.ended);
        assertEquals(List.of(), a.host.open);
        assertEquals(List.of(), b.host.open);
        assertTrue(a.isClean());
        assertTrue(b.isClean());
    }
}
