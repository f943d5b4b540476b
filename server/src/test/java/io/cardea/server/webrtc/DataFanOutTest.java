package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cardea.spi.DataLink;
import io.cardea.spi.DataSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DataFanOutTest {
    private final DataFanOut source = new DataFanOut();
    private final List<String> got = new ArrayList<>();

    private EngineDataSink sink(String name) {
        return (binary, message) -> got.add(name + message.length + binary);
    }

    @Test
    void everySinkGetsEveryMessageUntilItsWireIsCut() {
        DataLink a = source.connect(sink("a"));
        DataLink b = source.connect(sink("b"));

        source.deliver(true, new byte[1]);
        b.active(false);
        source.deliver(false, new byte[2]);
        b.active(true);
        a.close();
        a.close();
        source.deliver(false, new byte[3]);

        assertEquals(List.of("a1true", "b1true", "a2false", "b3false"), got);
    }

    @Test
    void refusesSinksOfAnotherMake() {
        assertThrows(IllegalArgumentException.class, () -> source.connect(new DataSink() {}));
    }
}
