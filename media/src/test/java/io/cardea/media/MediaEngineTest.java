package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.EngineSettings.Interfaces;
import io.cardea.media.EngineSettings.Loops;
import io.cardea.media.port.PortKind;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.PeerEvent;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The engine with its own threads and real loopback sockets. */
class MediaEngineTest {
    private static final Interfaces LOOPBACK =
            new Interfaces(false, false, List.of("127."), List.of(), true);

    private static EngineSettings settings(int loops, PortPolicy ports, boolean tcp) {
        return new EngineSettings(Loops.spread(loops), LOOPBACK, ports, tcp, 0, PortKind.AUTO);
    }

    private static long mediaThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cardea-media"))
                .count();
    }

    /** A peer that is made in the test, and what it told. */
    private static final class Visitor {
        final BlockingQueue<List<TransportAddress>> bases = new LinkedBlockingQueue<>();
        final BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();

        PeerHandle join(MediaEngine engine, PeerOptions options) {
            PeerMaker maker =
                    context -> {
                        bases.add(context.bases());
                        return new FakePeer(context, "x");
                    };
            return engine.create(maker, events::add, options);
        }

        List<TransportAddress> bases() throws InterruptedException {
            List<TransportAddress> taken = bases.poll(20, TimeUnit.SECONDS);
            return taken == null ? List.of() : taken;
        }

        void awaitClosed(String reason) throws InterruptedException {
            assertEquals(new PeerEvent.Closed(reason), events.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void fillsALoopBeforeTheNext() throws Exception {
        EngineSettings settings =
                new EngineSettings(
                        new Loops(2, 3),
                        LOOPBACK,
                        new PortPolicy.Shared(0),
                        false,
                        0,
                        PortKind.AUTO);
        Visitor visitor = new Visitor();
        try (MediaEngine engine = MediaEngine.start(settings)) {
            List<Integer> loops = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                loops.add(visitor.join(engine, PeerOptions.defaults()).loop().index());
            }
            assertEquals(List.of(0, 0, 0, 1, 1, 1, 0, 1), loops);
        }
    }

    @Test
    void placesPeersOnTheLeastLoadedLoop() throws Exception {
        long before = mediaThreads();
        Visitor visitor = new Visitor();
        try (MediaEngine engine = MediaEngine.start(settings(2, new PortPolicy.Shared(0), true))) {
            PeerHandle first = visitor.join(engine, PeerOptions.defaults());
            PeerHandle second = visitor.join(engine, PeerOptions.defaults());
            PeerHandle third = visitor.join(engine, new PeerOptions(1, false));

            assertEquals(0, first.loop().index());
            assertEquals(1, second.loop().index());
            assertEquals(1, third.loop().index());
            assertEquals(List.of(1, 2), engine.load());
            List<TransportAddress> bases = visitor.bases();
            assertEquals(2, bases.size());
            assertTrue(bases.get(1).isTcp());
            assertEquals(bases.get(0).port(), bases.get(1).port());

            second.close("bye");
            visitor.awaitClosed("bye");
            PeerHandle fourth = visitor.join(engine, PeerOptions.defaults());
            assertTrue(fourth.loop().index() >= 0);
        }
        for (int i = 0; i < 3; i++) {
            visitor.awaitClosed("Shutting down");
        }
        assertEquals(before, mediaThreads());
    }

    @Test
    void givesEveryPeerAPortOfTheRangeAndTakesItBack() throws Exception {
        int free = freePort();
        PortRange range = new PortRange(free, free);
        try (MediaEngine engine =
                MediaEngine.start(settings(1, new PortPolicy.PerPeer(range), false))) {
            Visitor first = new Visitor();
            PeerHandle handle = first.join(engine, PeerOptions.defaults());
            assertEquals(free, first.bases().getFirst().port());

            Visitor second = new Visitor();
            second.join(engine, PeerOptions.defaults());
            second.awaitClosed("Internal error");

            handle.close("bye");
            first.awaitClosed("bye");
            Visitor third = new Visitor();
            third.join(engine, PeerOptions.defaults());
            assertEquals(free, third.bases().getFirst().port());
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void portsAreFreeAgainOnceItIsClosed() throws Exception {
        int free = freePort();
        for (int i = 0; i < 3; i++) {
            MediaEngine engine = MediaEngine.start(settings(1, new PortPolicy.Shared(free), true));
            Visitor visitor = new Visitor();
            visitor.join(engine, new PeerOptions(0, true));
            assertNotEquals(List.of(), visitor.bases());
            engine.close();
            engine.close();
        }
    }
}
