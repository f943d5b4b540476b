package io.cardea.media.record.movie;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EbmlTest {
    private static String hex(Ebml ebml) {
        return HexFormat.of().formatHex(ebml.toBytes());
    }

    @Test
    void writesNumbersInAsFewBytesAsTheyTake() {
        assertEquals("4286" + "81" + "01", hex(new Ebml().uint(0x4286, 1)));
        assertEquals("d7" + "81" + "00", hex(new Ebml().uint(0xD7, 0)));
        assertEquals("2ad7b1" + "83" + "0f4240", hex(new Ebml().uint(0x2AD7B1, 1_000_000)));
        assertEquals("e7" + "82" + "0100", hex(new Ebml().uint(0xE7, 256)));
    }

    @Test
    void neverWritesASizeOfAllOnes() {
        String of126 = hex(new Ebml().binary(0xA3, new byte[126]));
        String of127 = hex(new Ebml().binary(0xA3, new byte[127]));

        assertEquals("a3fe", of126.substring(0, 4));
        assertEquals("a3407f", of127.substring(0, 6));
    }

    @Test
    void fillsExactly() {
        for (int length = 2; length < 300; length++) {
            assertEquals(length, new Ebml().filler(length).length());
        }
    }

    @Test
    void beginsASegmentOfUnknownSize() {
        assertEquals(
                "18538067" + "01ffffffffffffff", hex(new Ebml().begin(0x18538067, Ebml.UNKNOWN)));
    }
}
