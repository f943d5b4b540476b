package io.cardea.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OutboxTest {
    private final Outbox<Integer> outbox = new Outbox<>();

    private static Outgoing<Integer> message(int number, int bytes) {
        return new Outgoing<>(new byte[bytes], number);
    }

    @Test
    void holdsSoManyMessages() {
        assertTrue(outbox.offer(message(1, 1), 2));
        assertTrue(outbox.offer(message(2, 1), 2));

        assertFalse(outbox.offer(message(3, 1), 2));
    }

    @Test
    void holdsSoManyBytes() throws InterruptedException {
        int half = Limits.MAX_QUEUED_BYTES / 2;
        assertTrue(outbox.offer(message(1, half), 9));
        assertTrue(outbox.offer(message(2, half), 9));
        assertFalse(outbox.offer(message(3, 1), 9));

        assertNotNull(outbox.poll(0));

        assertTrue(outbox.offer(message(3, half), 9));
        assertFalse(outbox.offer(message(4, 1), 9));
    }

    @Test
    void whatIsPutBackComesFirst() throws InterruptedException {
        outbox.offer(message(3, 1), 9);

        outbox.putBack(List.of(message(1, 1), message(2, 1)));

        for (int number = 1; number <= 3; number++) {
            Outgoing<Integer> next = outbox.poll(0);
            assertNotNull(next);
            assertEquals(number, next.address());
        }
        assertNull(outbox.poll(0));
    }

    @Test
    void whoPutsWaitsForRoom() throws InterruptedException {
        outbox.put(message(1, 1), 1);
        Thread second =
                Thread.startVirtualThread(() -> {
                    try {
                        outbox.put(message(2, 1), 1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        assertEquals(1, outbox.size());

        assertNotNull(outbox.poll(0));
        second.join();

        assertEquals(1, outbox.size());
    }
}
