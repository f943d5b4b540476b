package io.cardea.transport.nanomsg.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.transport.nanomsg.sp.FrameReader.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameReaderTest implements FrameReader.Sink {
    private static final String HEADER = "0053500000100000";

    private final List<String> messages = new ArrayList<>();
    private boolean greeted;

    @Override
    public void greeted() {
        assertFalse(greeted, "greeted twice");
        greeted = true;
    }

    @Override
    public void message(byte[] owned) {
        messages.add(new String(owned, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private Fault feed(FrameReader reader, byte[] bytes, int step) throws InterruptedException {
        Fault fault = Fault.NONE;
        for (int at = 0; at < bytes.length; at += step) {
            int length = Math.min(step, bytes.length - at);
            fault = reader.receive(ByteBuffer.wrap(bytes, at, length), this);
        }
        return fault;
    }

    private static FrameReader pair(boolean ipc) {
        return new FrameReader(Protocol.PAIR, ipc, 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 100})
    void messagesComeInPiecesOfAnySize(int step) throws Exception {
        String wire = HEADER + "0000000000000002 6162 0000000000000000 0000000000000001 63";

        assertEquals(Fault.NONE, feed(pair(false), bytes(wire), step));

        assertTrue(greeted);
        assertEquals(List.of("ab", "", "c"), messages);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 100})
    void overUnixSocketsEachMessageHasItsKindInFront(int step) throws Exception {
        String wire =
                HEADER + "01 0000000000000002 6162 01 0000000000000000 01 0000000000000001 63";

        assertEquals(Fault.NONE, feed(pair(true), bytes(wire), step));

        assertEquals(List.of("ab", "", "c"), messages);
    }

    @ParameterizedTest
    @CsvSource({
        "0153500000100000, NO_HEADER",
        "0053510000100000, NO_HEADER",
        "0053500100100000, NO_HEADER",
        "0053500000100001, NO_HEADER",
        "474554202f204854, NO_HEADER",
        "0053500000110000, OTHER_PROTOCOL",
        "0053500000200000, OTHER_PROTOCOL",
        "0053500000000000, OTHER_PROTOCOL",
        "00535000ffff0000, OTHER_PROTOCOL"
    })
    void aWrongHeaderIsAFault(String header, Fault fault) throws Exception {
        assertEquals(fault, feed(pair(false), bytes(header), 1));

        assertFalse(greeted);
    }

    @Test
    void publishersAndSubscribersTalkToEachOther() throws Exception {
        FrameReader publisher = new FrameReader(Protocol.PUB, false, 0);
        FrameReader other = new FrameReader(Protocol.PUB, false, 0);

        assertEquals(Fault.NONE, feed(publisher, Frames.header(Protocol.SUB).array(), 8));
        assertEquals(Fault.OTHER_PROTOCOL, feed(other, Frames.header(Protocol.PUB).array(), 8));
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000011, TOO_LONG",
        "ffffffffffffffff, TOO_LONG",
        "8000000000000000, TOO_LONG",
        "0000000100000001, TOO_LONG"
    })
    void aMessageBeyondTheLimitIsAFaultBeforeItComes(String length, Fault fault) throws Exception {
        assertEquals(fault, feed(pair(false), bytes(HEADER + length), 5));

        assertEquals(List.of(), messages);
    }

    @Test
    void aMessageOfAnotherKindIsAFault() throws Exception {
        assertEquals(
                Fault.NO_MESSAGE, feed(pair(true), bytes(HEADER + "02 0000000000000001 61"), 1));
    }

    @Test
    void nothingIsTakenAfterAFault() throws Exception {
        FrameReader reader = pair(false);
        feed(reader, bytes(HEADER + "00000000000000ff"), 16);

        assertEquals(Fault.TOO_LONG, feed(reader, bytes("0000000000000001 61"), 1));

        assertEquals(List.of(), messages);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrittenIsRead(boolean ipc) throws Exception {
        FrameReader reader = pair(ipc);
        byte[] longest = "x".repeat(16).getBytes(StandardCharsets.UTF_8);

        reader.receive(Frames.header(Protocol.PAIR), this);
        for (ByteBuffer part : Frames.message(longest, ipc)) {
            reader.receive(part, this);
        }

        assertEquals(List.of("x".repeat(16)), messages);
    }
}
