package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RedTest {
    private final RedBlocks blocks = new RedBlocks();

    @Test
    void readsRedundantAndPrimaryBlocks() {
        // RFC 2198, 3: F, type, 14 bits of timestamp offset, 10 bits of length.
        Packet packet = Hex.packet("ef 0f 00 03 6f aabbcc ddee");

        assertTrue(blocks.parse(packet, 0, packet.length()));

        assertEquals(2, blocks.count());
        assertEquals(111, blocks.payloadType(0));
        assertEquals(960, blocks.timestampOffset(0));
        assertEquals(5, blocks.offset(0));
        assertEquals(3, blocks.length(0));
        assertEquals(111, blocks.payloadType(1));
        assertEquals(0, blocks.timestampOffset(1));
        assertEquals(8, blocks.offset(1));
        assertEquals(2, blocks.length(1));
    }

    @Test
    void refusesBlocksThatDoNotFit() {
        assertFalse(parse(""));
        assertFalse(parse("ef 0f 00 03"));
        assertFalse(parse("ef 0f 00"));
        assertFalse(parse("ef 0f 00 03 6f aabb"));
        assertFalse(parse("ef000000".repeat(16) + "6f"));
        assertEquals(0, blocks.count());
    }

    @Test
    void repeatsTheFramesBefore() {
        RedEncoder encoder = new RedEncoder(2);
        append(encoder, 0, "aa");
        append(encoder, 960, "bbbb");

        Packet third = append(encoder, 1_920, "cccccc");

        assertEquals("ef1e0001" + "ef0f0002" + "6f" + "aa" + "bbbb" + "cccccc", Hex.text(third));
        assertEquals("ef1e0002ef0f00036fbbbbccccccdd", Hex.text(append(encoder, 2_880, "dd")));
    }

    @Test
    void leavesOutFramesTooOldToExpress() {
        RedEncoder encoder = new RedEncoder(2);
        append(encoder, 0, "aa");

        assertEquals("6fbb", Hex.text(append(encoder, 16_384, "bb")));
        assertEquals("ef0f00016fbbcc", Hex.text(append(encoder, 17_344, "cc")));
    }

    @Test
    void withoutRedundancyWritesOnlyThePrimary() {
        RedEncoder encoder = new RedEncoder(0);
        append(encoder, 0, "aa");

        assertEquals("6fbb", Hex.text(append(encoder, 960, "bb")));
    }

    @Test
    void leavesOutRedundancyThatWouldNotFit() {
        RedEncoder encoder = new RedEncoder(3);
        String frame = "ab".repeat(900);
        append(encoder, 0, frame);
        append(encoder, 960, frame);

        Packet packet = append(encoder, 1_920, frame);

        assertTrue(blocks.parse(packet, 0, packet.length()));
        assertEquals(2, blocks.count());
        assertEquals(900, blocks.length(0));
    }

    @Test
    void takesArbitraryBytesWithoutReadingOutside() {
        Random random = new Random(2198);
        for (int run = 0; run < 100_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (!blocks.parse(Packet.of(bytes), 0, bytes.length)) continue;
            int last = blocks.count() - 1;
            assertEquals(bytes.length, blocks.offset(last) + blocks.length(last));
        }
    }

    private boolean parse(String text) {
        Packet packet = Hex.packet(text);
        return blocks.parse(packet, 0, packet.length());
    }

    private static Packet append(RedEncoder encoder, int timestamp, String frame) {
        Packet into = new Packet();
        byte[] bytes = Hex.bytes(frame);
        assertTrue(encoder.append(into, 111, timestamp, bytes, 0, bytes.length));
        return into;
    }
}
