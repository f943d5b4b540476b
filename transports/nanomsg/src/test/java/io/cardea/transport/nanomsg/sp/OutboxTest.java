package io.cardea.transport.nanomsg.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

final class OutboxTest {
    private final Counters counters = new Counters();
    private final Outbox outbox = new Outbox(counters);

    @Test
    void theSameIsNextUntilItIsSent() throws Exception {
        byte[] first = {1};
        byte[] second = {2};
        outbox.add(first);
        outbox.add(second);

        assertSame(first, outbox.next());
        assertSame(first, outbox.next());
        outbox.sent();
        assertSame(second, outbox.next());
    }

    @Test
    void theOldestGoesWhenThereIsNoRoom() throws Exception {
        int third = Limits.MAX_QUEUED / 3;
        byte[][] messages = {new byte[third], new byte[third], new byte[third], new byte[third]};
        for (byte[] message : messages) {
            outbox.add(message);
        }

        assertSame(messages[1], outbox.next());
        assertEquals(1, counters.dropped.get());
    }

    @Test
    void whatIsBeingSentStays() throws Exception {
        byte[] first = {1};
        outbox.add(first);
        outbox.next();
        outbox.add(new byte[Limits.MAX_QUEUED]);

        assertSame(first, outbox.next());
        assertEquals(0, counters.dropped.get());
    }

    @Test
    void whatNeverFitsIsDropped() throws Exception {
        byte[] small = {1};
        outbox.add(small);
        outbox.add(new byte[Limits.MAX_QUEUED + 1]);

        assertSame(small, outbox.next());
        assertEquals(1, counters.dropped.get());
    }

    @Test
    void flushingEndsWhenAllIsSentAndAtItsLimit() throws Exception {
        outbox.add(new byte[] {1});
        outbox.flush(1); // nobody sends
        outbox.next();
        outbox.sent();
        outbox.flush(Long.MAX_VALUE / 1_000_000);
    }

    @Test
    void whatIsGivenUpIsCounted() throws Exception {
        for (byte i = 0; i < 3; i++) {
            outbox.add(new byte[] {i});
        }
        outbox.next();

        outbox.abandon();

        assertEquals(3, counters.dropped.get());
        outbox.flush(Long.MAX_VALUE / 1_000_000); // nothing to wait for
    }
}
