package io.cardea.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class BrokerApiTest {
    private final Counters counters = new Counters();
    private final BlockingQueue<Json> sent = new LinkedBlockingQueue<>();

    private BrokerApi api(boolean admin, Gateway gateway) {
        return new BrokerApi("test", admin, gateway, counters, sent::add);
    }

    private String next() throws InterruptedException {
        Json next = sent.poll(10, TimeUnit.SECONDS);
        return next == null ? "nothing" : next.toString();
    }

    private static Json request(long session, String transaction) {
        return Json.object().put("transaction", transaction).put("session_id", session);
    }

    /** Keeps the requests of session 1 waiting. */
    private static final class Slow implements Gateway {
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void accept(TransportClient client, Json request, Consumer<Json> reply) {
            if (request.integer("session_id", 0) == 1) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            reply.accept(Json.of(request.string("transaction", "")));
        }

        @Override
        public void acceptAdmin(TransportClient client, Json request, Consumer<Json> reply) {
            throw new IllegalStateException("our own fault");
        }

        @Override
        public boolean isAuthorized(String apiSecret, String token) {
            throw new AssertionError("only long polls ask");
        }

        @Override
        public boolean keepAlive(long sessionId) {
            throw new AssertionError("only long polls ask");
        }

        @Override
        public void clientGone(TransportClient client) {
            throw new AssertionError("the client of a broker is never gone");
        }
    }

    @Test
    void theAnswerComesBeforeTheEvent() throws InterruptedException {
        api(false, new RecordingGateway()).serve(request(0, "t"), sent::add);

        assertEquals("{\"janus\":\"ack\",\"transaction\":\"t\"}", next());
        assertEquals("{\"janus\":\"event\",\"transaction\":\"t\"}", next());
    }

    @Test
    void aSlowSessionKeepsNoOtherWaiting() throws InterruptedException {
        Slow gateway = new Slow();
        BrokerApi api = api(false, gateway);
        api.serve(request(1, "slow"), sent::add);
        api.serve(request(1, "after it"), sent::add);
        api.serve(request(2, "other"), sent::add);

        assertEquals("\"other\"", next());
        gateway.goOn.countDown();
        assertEquals("\"slow\"", next());
        assertEquals("\"after it\"", next());
    }

    @Test
    void takesNoMoreThanItMay() throws InterruptedException {
        Slow gateway = new Slow();
        BrokerApi api = api(false, gateway);
        for (int i = 0; i < Limits.MAX_WAITING; i++) {
            api.serve(request(1, "t" + i), sent::add);
        }
        CountDownLatch taken = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
            try {
                api.serve(request(1, "last"), sent::add);
                taken.countDown();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        assertFalse(taken.await(100, TimeUnit.MILLISECONDS));
        gateway.goOn.countDown();
        assertTrue(taken.await(10, TimeUnit.SECONDS));
        for (int i = 0; i < Limits.MAX_WAITING; i++) {
            assertEquals("\"t" + i + "\"", next());
        }
        assertEquals("\"last\"", next());
    }

    @Test
    void ourOwnFaultIsCountedAndTheNextRequestServed() throws InterruptedException {
        BrokerApi api = api(true, new Slow());
        api.serve(request(0, "a"), sent::add);
        api.serve(request(0, "b"), sent::add);

        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (counters.faults.get() < 2 && System.nanoTime() < limit) {
            Thread.sleep(10);
        }
        assertEquals(2, counters.faults.get());
    }

    @Test
    void badJsonIsAnsweredAndCounted() throws InterruptedException {
        assertEquals(
                Optional.empty(), api(false, new RecordingGateway()).parse("{nonsense", sent::add));
        assertEquals(
                Optional.empty(), api(true, new RecordingGateway()).parse("{nonsense", sent::add));

        assertTrue(next().contains("<buffer>(1,9): string or '}' expected near 'nonsense'"));
        assertTrue(next().contains("456"));
        assertEquals(2, counters.malformed.get());
    }

    @Test
    void whatIsTooLongIsCounted() {
        BrokerApi api = api(false, new RecordingGateway());

        assertEquals(Optional.empty(), api.text(new byte[Limits.MAX_MESSAGE + 1]));
        assertEquals(1, counters.refused.get());
        assertEquals(Optional.of("a"), api.text("a".getBytes(StandardCharsets.UTF_8)));
    }
}
