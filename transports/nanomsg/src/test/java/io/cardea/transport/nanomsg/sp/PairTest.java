package io.cardea.transport.nanomsg.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.transport.nanomsg.sp.Place.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class PairTest {
    @TempDir Path folder;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closing(T opens) {
        opened.add(opens);
        return opens;
    }

    private Pair start(Address address, Mode mode) throws IOException {
        Pair pair =
                closing(
                        new Pair(
                                new Place(address, mode),
                                Limits.MAX_MESSAGE,
                                body -> received.add(new String(body, StandardCharsets.UTF_8))));
        pair.start();
        return pair;
    }

    private Pair bound() throws IOException {
        return start(Address.parse("tcp://127.0.0.1:0"), Mode.BIND);
    }

    private Peer greeted(Pair pair) throws IOException {
        return closing(Peer.greeted(pair.address(), Protocol.PAIR));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String next() throws InterruptedException {
        return String.valueOf(received.poll(20, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ipc"})
    void messagesGoBothWays(String kind) throws Exception {
        String url = kind.equals("tcp") ? "tcp://*:0" : "ipc://" + folder.resolve("socket");
        Pair pair = start(Address.parse(url), Mode.BIND);
        Peer peer = greeted(pair);
        String longest = "x".repeat(Limits.MAX_MESSAGE);

        peer.send("ping");
        peer.send(longest);
        pair.send(bytes("pong"));
        pair.send(bytes(longest + longest));

        assertEquals("ping", next());
        assertEquals(longest, next());
        assertEquals("pong", peer.receive());
        assertEquals(longest + longest, peer.receive());
        Peer.await(() -> pair.counters().sent.get() == 2);
        assertEquals(2, pair.counters().received.get());
        assertEquals(1, pair.counters().peers());
    }

    @Test
    void aSecondPeerIsTurnedAwayAndTheNextIsNot() throws Exception {
        Pair pair = bound();
        Peer first = greeted(pair);
        first.send("one");
        assertEquals("one", next());

        Peer second = closing(Peer.connected(pair.address()));
        second.write(Frames.header(Protocol.PAIR));
        second.send("unheard");
        assertTrue(second.isClosedByOther());
        assertEquals(1, pair.counters().refused.get());

        first.close();
        Peer.await(() -> pair.counters().peers() == 0);
        greeted(pair).send("two");
        assertEquals("two", next());
        assertEquals(2, pair.counters().joined.get());
    }

    @Test
    void whatIsSentToNobodyWaitsForTheNextPeer() throws Exception {
        Pair pair = bound();
        pair.send(bytes("early"));
        Peer first = greeted(pair);
        assertEquals("early", first.receive());
        first.close();
        Peer.await(() -> pair.counters().peers() == 0);

        for (int i = 0; i < 10; i++) {
            pair.send(bytes("late " + i));
        }
        Peer second = greeted(pair);

        for (int i = 0; i < 10; i++) {
            assertEquals("late " + i, second.receive());
        }
    }

    @Test
    void onlySoMuchWaits() throws Exception {
        Pair pair = bound();
        int quarter = Limits.MAX_QUEUED / 4;
        for (int i = 0; i < 6; i++) {
            pair.send(bytes(String.valueOf(i).repeat(quarter)));
        }

        Peer peer = greeted(pair);

        assertEquals("2".repeat(quarter), peer.receive());
        assertEquals(2, pair.counters().dropped.get());
    }

    @Test
    void whoSaysNothingIsSentAwayInTime() throws Exception {
        Pair pair = bound();
        Peer silent = closing(Peer.connected(pair.address()));
        Peer slow = closing(Peer.connected(pair.address()));
        slow.write(ByteBuffer.wrap(new byte[] {0, 'S', 'P'}));

        assertTrue(silent.isClosedByOther());
        assertTrue(slow.isClosedByOther());

        Peer.await(() -> pair.counters().silent.get() == 2);
    }

    @Test
    void onlySoManyMayBeSilent() throws Exception {
        Pair pair = bound();
        for (int i = 0; i < Limits.MAX_STRANGERS; i++) {
            closing(Peer.connected(pair.address())).read(Frames.HEADER_BYTES);
        }
        Peer more = closing(Peer.connected(pair.address()));

        assertThrows(IOException.class, () -> more.read(Frames.HEADER_BYTES));

        assertEquals(1, pair.counters().refused.get());
        Peer.await(() -> pair.counters().silent.get() == Limits.MAX_STRANGERS);
        greeted(pair).send("room again");
        assertEquals("room again", next());
    }

    @Test
    void aPeerOfAnotherKindIsSentAway() throws Exception {
        Pair pair = bound();
        Peer peer = closing(Peer.connected(pair.address()));
        peer.write(Frames.header(Protocol.SUB));

        assertTrue(peer.isClosedByOther());
        Peer.await(() -> pair.counters().faulty.get() == 1);
        assertEquals(0, pair.counters().joined.get());
    }

    @Test
    void tooLongAMessageEndsTheConnectionOnly() throws Exception {
        Pair pair = bound();
        Peer peer = greeted(pair);
        peer.write(ByteBuffer.allocate(8).putLong(Limits.MAX_MESSAGE + 1L).flip());

        assertTrue(peer.isClosedByOther());
        Peer.await(() -> pair.counters().tooLong.get() == 1);
        Peer.await(() -> pair.counters().peers() == 0);
        greeted(pair).send("well");
        assertEquals("well", next());
    }

    @Test
    void aPeerThatDoesNotReadCostsOnlyWhatMayWait() throws Exception {
        Pair pair = bound();
        greeted(pair);
        Peer.await(() -> pair.counters().peers() == 1);
        byte[] piece = new byte[Limits.MAX_QUEUED / 8];

        for (int i = 0; i < 64; i++) {
            pair.send(piece);
        }

        Peer.await(() -> pair.counters().dropped.get() > 0);
        assertEquals(1, pair.counters().peers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ipc"})
    void aLostPeerIsDialledAgain(String kind) throws Exception {
        Address address = Address.parse("ipc://" + folder.resolve("socket"));
        ServerSocketChannel server;
        if (kind.equals("tcp")) {
            server = closing(Peer.listening(Address.parse("tcp://x:0")));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            address = Address.parse("tcp://localhost:" + port);
        } else {
            server = closing(Peer.listening(address));
        }
        Pair pair = start(address, Mode.CONNECT);
        for (int i = 0; i < 3; i++) {
            try (Peer peer = new Peer(server.accept(), address.isIpc())) {
                peer.greet(Protocol.PAIR);
                peer.send("hello " + i);
                assertEquals("hello " + i, next());
                pair.send(bytes("answer " + i));
                assertEquals("answer " + i, peer.receive());
            }
            Peer.await(() -> pair.counters().peers() == 0);
        }
    }

    @Test
    void aPeerThatIsNotThereYetIsDialledUntilItIs() throws Exception {
        Address address = Address.parse("ipc://" + folder.resolve("socket"));
        Pair pair = start(address, Mode.CONNECT);
        pair.send(bytes("waiting"));
        Peer.await(() -> pair.counters().unreached.get() >= 3);

        ServerSocketChannel server = closing(Peer.listening(address));
        Peer peer = closing(new Peer(server.accept(), true));
        peer.greet(Protocol.PAIR);

        assertEquals("waiting", peer.receive());
    }

    @Test
    void closingSendsWhatWaitsAndLeavesNoFile() throws Exception {
        Path socket = folder.resolve("socket");
        Pair pair = start(Address.parse("ipc://" + socket), Mode.BIND);
        Peer peer = greeted(pair);
        Peer.await(() -> pair.counters().peers() == 1);
        pair.send(bytes("last"));

        pair.close();

        assertEquals("last", peer.receive());
        assertTrue(peer.isClosedByOther());
        assertFalse(Files.exists(socket));
        Peer.await(() -> pair.counters().peers() == 0);
    }
}
