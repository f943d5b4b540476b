package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RtxTest {
    private static final ExtensionIds IDS =
            new ExtensionIds(Map.of(RtpExtension.RID, 5, RtpExtension.REPAIRED_RID, 6));

    @Test
    void putsTheOriginalSequenceNumberInFrontOfThePayload() {
        Packet packet = Hex.packet("90 e0 1234 00000001 00000002 bede 0001 40 30 00 00 aabbcc");

        assertTrue(Rtx.wrap(packet, 97, 0x0A0B0C0D, 0x0007));

        assertEquals(
                "90e1000700000001" + "0a0b0c0d" + "bede000140300000" + "1234" + "aabbcc",
                Hex.text(packet));
    }

    @Test
    void takesItAwayAgainAndRenamesTheRepairedRid() {
        Packet packet = Hex.packet("90 e1 0007 00000001 0a0b0c0d bede 0001 61 6869 00 1234 aabbcc");

        assertEquals(0x1234, Rtx.unwrap(packet, 96, 2, IDS));

        assertEquals(
                "90e0123400000001" + "00000002" + "bede000151686900" + "aabbcc", Hex.text(packet));
    }

    @Test
    void renamesTheRepairedRidInTheTwoByteFormToo() {
        Packet packet = Hex.packet("90 e1 0007 00000001 0a0b0c0d 1000 0001 06 02 6869 1234 aa");

        Rtx.unwrap(packet, 96, 2, IDS);

        assertEquals("90e01234000000010000000210000001" + "05026869" + "aa", Hex.text(packet));
    }

    @Test
    void refusesRetransmissionsWithoutOriginal() {
        assertEquals(Rtx.NONE, unwrap("80 61 0007 00000001 0a0b0c0d"));
        assertEquals(Rtx.NONE, unwrap("80 61 0007 00000001 0a0b0c0d 12"));
        assertEquals(Rtx.NONE, unwrap("a0 61 0007 00000001 0a0b0c0d 00000004"));
        assertEquals(Rtx.NONE, unwrap("80 61 0007"));
        assertEquals(0x1234, unwrap("a0 61 0007 00000001 0a0b0c0d 1234 0002"));
    }

    @Test
    void refusesToWrapWhatWouldNotFit() {
        Packet packet = new Packet();
        packet.length(Packet.CAPACITY - 1);
        packet.put8(0, 0x80);

        assertFalse(Rtx.wrap(packet, 97, 1, 1));
    }

    @Test
    void wrappingAndUnwrappingGivesThePacketBack() {
        Random random = new Random(4588);
        for (int run = 0; run < 2_000; run++) {
            byte[] bytes = new byte[12 + random.nextInt(1_200)];
            random.nextBytes(bytes);
            bytes[0] = (byte) 0x80;
            Packet packet = Packet.of(bytes);
            String before = Hex.text(packet);
            int payloadType = RtpHeader.payloadType(packet);
            int ssrc = RtpHeader.ssrc(packet);
            int sequenceNumber = RtpHeader.sequenceNumber(packet);

            assertTrue(Rtx.wrap(packet, 97, 1, run));
            assertEquals(sequenceNumber, Rtx.unwrap(packet, payloadType, ssrc, IDS));

            assertEquals(before, Hex.text(packet));
        }
    }

    private static int unwrap(String text) {
        return Rtx.unwrap(Hex.packet(text), 96, 2, IDS);
    }
}
