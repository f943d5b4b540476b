package io.cardea.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InFlightTest {
    private final InFlight<String> inFlight = new InFlight<>(3);
    private final Outgoing<String> a = new Outgoing<>(new byte[1], "a");
    private final Outgoing<String> b = new Outgoing<>(new byte[1], "b");
    private final Outgoing<String> c = new Outgoing<>(new byte[1], "c");

    @Test
    void confirmsOneOrAllUpToIt() throws Exception {
        assertEquals(1, inFlight.add(a));
        assertEquals(2, inFlight.add(b));
        assertEquals(3, inFlight.add(c));

        inFlight.confirm(2, false);
        assertEquals(List.of(a, c), inFlight.left());

        inFlight.confirm(3, true);
        assertEquals(List.of(), inFlight.left());
    }

    @Test
    void whoAddsTooManyWaitsUntilOneIsConfirmed() throws Exception {
        inFlight.add(a);
        inFlight.add(b);
        inFlight.add(c);
        Thread.startVirtualThread(() -> inFlight.confirm(1, false));

        assertEquals(4, inFlight.add(a));
    }

    @Test
    void whoWaitsHearsThatTheConnectionBroke() throws Exception {
        inFlight.add(a);
        inFlight.add(b);
        inFlight.add(c);
        Thread.startVirtualThread(inFlight::breakUp);

        assertThrows(IOException.class, () -> inFlight.add(a));
        assertEquals(List.of(a, b, c), inFlight.left());
    }
}
