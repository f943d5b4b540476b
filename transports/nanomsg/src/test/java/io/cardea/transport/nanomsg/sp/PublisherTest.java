package io.cardea.transport.nanomsg.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.transport.nanomsg.sp.Place.Mode;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PublisherTest {
    @TempDir Path folder;

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

    private Publisher start(String url, Mode mode) throws IOException {
        Publisher publisher = closing(new Publisher(new Place(Address.parse(url), mode)));
        publisher.start();
        return publisher;
    }

    private Peer subscriber(Publisher publisher) throws Exception {
        int before = publisher.counters().peers();
        Peer peer = closing(Peer.greeted(publisher.address(), Protocol.SUB));
        Peer.await(() -> publisher.counters().peers() > before);
        return peer;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everybodyIsToldAndNobodyIsMissed() throws Exception {
        Publisher publisher = start("tcp://127.0.0.1:0", Mode.BIND);
        assertFalse(publisher.send(bytes("to nobody")));
        Peer first = subscriber(publisher);
        Peer second = subscriber(publisher);

        assertTrue(publisher.send(bytes("news")));

        assertEquals("news", first.receive());
        assertEquals("news", second.receive());
        first.close();
        Peer.await(() -> publisher.counters().peers() == 1);
        publisher.send(bytes("more"));
        assertEquals("more", second.receive());
    }

    @Test
    void whoDoesNotReadKeepsNobodyWaiting() throws Exception {
        Publisher publisher = start("ipc://" + folder.resolve("socket"), Mode.BIND);
        subscriber(publisher);
        Peer keen = subscriber(publisher);
        String piece = "x".repeat(Limits.MAX_QUEUED / 8);

        for (int i = 0; i < 32; i++) {
            publisher.send(bytes(piece));
            assertEquals(piece, keen.receive());
        }

        assertTrue(publisher.counters().dropped.get() > 0);
    }

    @Test
    void aSubscriberHasNothingToSay() throws Exception {
        Publisher publisher = start("tcp://127.0.0.1:0", Mode.BIND);
        Peer peer = subscriber(publisher);

        peer.send("");
        peer.send("please");

        assertTrue(peer.isClosedByOther());
        Peer.await(() -> publisher.counters().tooLong.get() == 1);
    }

    @Test
    void onlySoManySubscribe() throws Exception {
        Publisher publisher = start("tcp://127.0.0.1:0", Mode.BIND);
        for (int i = 0; i < Limits.MAX_SUBSCRIBERS; i++) {
            subscriber(publisher);
        }

        Peer more = closing(Peer.greeted(publisher.address(), Protocol.SUB));

        assertTrue(more.isClosedByOther());
        assertEquals(1, publisher.counters().refused.get());
        assertEquals(Limits.MAX_SUBSCRIBERS, publisher.counters().peers());
    }

    @Test
    void aSubscriberIsDialledAndWaitedFor() throws Exception {
        Address address = Address.parse("ipc://" + folder.resolve("socket"));
        Publisher publisher = start(address.url(), Mode.CONNECT);
        Thread waiting =
                Thread.startVirtualThread(() -> {
                    try {
                        publisher.awaitSubscriber();
                        publisher.send(bytes("at last"));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });

        ServerSocketChannel server = closing(Peer.listening(address));
        Peer peer = closing(new Peer(server.accept(), true));
        peer.greet(Protocol.SUB);

        assertEquals("at last", peer.receive());
        waiting.join();
    }
}
