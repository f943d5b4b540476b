package io.cardea.rtc.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RtcpTest {
    private static final int OWN = 0x11111111;
    private static final int MEDIA = 0x22222222;

    private final RtcpReader reader = new RtcpReader();
    private final Packet packet = new Packet();

    @Test
    void writesAndReadsASenderReportWithBlocks() {
        int report =
                RtcpWriter.beginSenderReport(
                        packet, OWN, 0x0123456789ABCDEFL, 0xCAFE0001, 0x1_0000_0005L, 1_000);
        assertTrue(
                RtcpWriter.reportBlock(
                        packet, report, MEDIA, 64, -2, 0x00010005, 7, 0x45678900, 9));
        assertTrue(RtcpWriter.reportBlock(packet, report, 3, 0, 1L << 40, 0, 0, 0, 0));

        assertEquals(
                "82c80012"
                        + "11111111"
                        + "0123456789abcdef"
                        + "cafe0001"
                        + "00000005"
                        + "000003e8"
                        + "22222222"
                        + "40fffffe"
                        + "00010005"
                        + "00000007"
                        + "45678900"
                        + "00000009"
                        + "00000003"
                        + "007fffff"
                        + "00".repeat(16),
                Hex.text(packet));
        read(RtcpReader.Kind.SENDER_REPORT);
        assertEquals(OWN, reader.senderSsrc());
        assertEquals(0x0123456789ABCDEFL, reader.ntpTimestamp());
        assertEquals(0xCAFE0001, reader.rtpTimestamp());
        assertEquals(5, reader.packetCount());
        assertEquals(1_000, reader.octetCount());
        assertEquals(2, reader.count());
        assertEquals(MEDIA, reader.reportSsrc(0));
        assertEquals(64, reader.fractionLost(0));
        assertEquals(-2, reader.cumulativeLost(0));
        assertEquals(0x00010005, reader.extendedHighestSequenceNumber(0));
        assertEquals(7, reader.jitter(0));
        assertEquals(0x45678900, reader.lastSenderReport(0));
        assertEquals(9, reader.delaySinceLastSenderReport(0));
        assertEquals(0x7FFFFF, reader.cumulativeLost(1));
        assertFalse(reader.next());
    }

    @Test
    void writesAndReadsACompound() {
        RtcpWriter.beginReceiverReport(packet, OWN);
        assertTrue(RtcpWriter.sdes(packet, OWN, ascii("janus")));
        assertTrue(RtcpWriter.pli(packet, OWN, MEDIA));
        assertTrue(RtcpWriter.fir(packet, OWN, MEDIA, 7));
        assertTrue(RtcpWriter.bye(packet, OWN));

        assertEquals(
                "80c9000111111111"
                        + "81ca0003"
                        + "11111111"
                        + "01056a616e757300"
                        + "81ce00021111111122222222"
                        + "84ce000411111111000000002222222207000000"
                        + "81cb000111111111",
                Hex.text(packet));
        read(RtcpReader.Kind.RECEIVER_REPORT);
        assertEquals(0, reader.count());
        assertTrue(reader.next());
        assertEquals(RtcpReader.Kind.SDES, reader.kind());
        assertEquals("janus", text(reader.cname(OWN)));
        assertEquals(-1, reader.cname(MEDIA));
        assertTrue(reader.next());
        assertEquals(RtcpReader.Kind.PLI, reader.kind());
        assertEquals(MEDIA, reader.mediaSsrc());
        assertTrue(reader.next());
        assertEquals(RtcpReader.Kind.FIR, reader.kind());
        assertEquals(1, reader.firCount());
        assertEquals(MEDIA, reader.firSsrc(0));
        assertEquals(7, reader.firSequenceNumber(0));
        assertTrue(reader.next());
        assertEquals(RtcpReader.Kind.BYE, reader.kind());
        assertEquals(OWN, reader.byeSsrc(0));
        assertFalse(reader.next());
        assertEquals(0, reader.malformed());
    }

    @Test
    void endsSdesItemsWithAZeroInEveryAlignment() {
        for (int length = 0; length < 9; length++) {
            packet.length(0);
            assertTrue(RtcpWriter.sdes(packet, OWN, ascii("x".repeat(length))));
            assertEquals(0, packet.length() % 4);
            assertEquals(0, packet.u8(packet.length() - 1));
            read(RtcpReader.Kind.SDES);
            assertEquals("x".repeat(length), text(reader.cname(OWN)));
        }
    }

    @Test
    void findsTheCnameOfALaterChunk() {
        Packet sdes = Hex.packet("82ca0006 00000001 0203616263 000000 00000002 080161 01026263 00");
        assertTrue(reader.begin(sdes));
        assertTrue(reader.next());

        int found = reader.cname(2);

        assertEquals(2, found & 0xFF);
        assertEquals(0x6263, sdes.u16(found >> 8));
    }

    @Test
    void writesAndReadsNacks() {
        int nack = RtcpWriter.beginNack(packet, OWN, MEDIA);
        RtcpWriter.nackItem(packet, nack, 0xFFFE, 0x8001);
        RtcpWriter.nackItem(packet, nack, 0x0100, 0);

        assertEquals("81cd00041111111122222222" + "fffe8001" + "01000000", Hex.text(packet));
        read(RtcpReader.Kind.NACK);
        assertEquals(2, reader.nackCount());
        assertEquals(0xFFFE, reader.nackPid(0));
        assertEquals(0x8001, reader.nackBlp(0));
        assertEquals(0x0100, reader.nackPid(1));
        assertEquals(MEDIA, reader.mediaSsrc());
    }

    @Test
    void writesAndReadsRemb() {
        assertTrue(RtcpWriter.remb(packet, OWN, 1_500_000, new int[] {MEDIA, 3}, 2));

        // 1 500 000 = 187 500 * 2^3
        assertEquals(
                "8fce0006"
                        + "11111111"
                        + "00000000"
                        + "52454d42"
                        + "020edc6c"
                        + "22222222"
                        + "00000003",
                Hex.text(packet));
        read(RtcpReader.Kind.REMB);
        assertEquals(1_500_000, reader.rembBitsPerSecond());
        assertEquals(2, reader.rembSsrcCount());
        assertEquals(MEDIA, reader.rembSsrc(0));
    }

    @Test
    void rembRoundsDownByLessThanItsPrecision() {
        Random random = new Random(1);
        for (int run = 0; run < 10_000; run++) {
            long bitrate = random.nextLong() >>> 1 + random.nextInt(60);
            packet.length(0);
            RtcpWriter.remb(packet, OWN, bitrate, new int[0], 0);
            read(RtcpReader.Kind.REMB);
            long back = reader.rembBitsPerSecond();
            assertTrue(back <= bitrate && bitrate - back <= bitrate >> 17, bitrate + " " + back);
        }
    }

    @Test
    void rembSaturatesInsteadOfOverflowing() {
        assertTrue(reader.begin(Hex.packet("8fce0004 11111111 00000000 52454d42 00ffffff")));
        assertTrue(reader.next());
        assertEquals(Long.MAX_VALUE, reader.rembBitsPerSecond());

        assertTrue(reader.begin(Hex.packet("8fce0004 11111111 00000000 52454d42 00fc0000")));
        assertTrue(reader.next());
        assertEquals(0, reader.rembBitsPerSecond());
    }

    @Test
    void readsExtendedReports() {
        assertTrue(RtcpWriter.receiverReferenceTime(packet, OWN, 0x0123456789ABCDEFL));
        assertTrue(RtcpWriter.dlrr(packet, OWN, MEDIA, 0x456789AB, 65_536));

        assertEquals(
                "80cf000411111111"
                        + "040000020123456789abcdef"
                        + "80cf000511111111"
                        + "05000003"
                        + "22222222456789ab00010000",
                Hex.text(packet));
        read(RtcpReader.Kind.EXTENDED_REPORT);
        assertTrue(reader.nextBlock());
        assertTrue(reader.isReceiverReferenceTime());
        assertEquals(0x0123456789ABCDEFL, reader.receiverReferenceTime());
        assertEquals(0, reader.dlrrCount());
        assertFalse(reader.nextBlock());
        assertTrue(reader.next());
        assertTrue(reader.nextBlock());
        assertFalse(reader.isReceiverReferenceTime());
        assertEquals(1, reader.dlrrCount());
        assertEquals(MEDIA, reader.dlrrSsrc(0));
        assertEquals(0x456789AB, reader.lastReceiverReport(0));
        assertEquals(65_536, reader.delaySinceLastReceiverReport(0));
    }

    @Test
    void refusesACompoundWhoseLengthsDoNotAddUp() {
        assertFalse(reader.begin(Hex.packet("")));
        assertFalse(reader.begin(Hex.packet("80c900")));
        assertFalse(reader.begin(Hex.packet("80c90002 11111111")));
        assertFalse(reader.begin(Hex.packet("80c90001 11111111 80")));
        assertFalse(reader.begin(Hex.packet("80c90001 11111111 00000000")));
        assertFalse(reader.begin(Hex.packet("a0c90001 11111100")), "no padding");
        assertFalse(reader.begin(Hex.packet("a0c90001 11111105")), "too much padding");
        assertFalse(reader.next());
        assertEquals(7, reader.malformed());
    }

    @Test
    void skipsPacketsTooShortForTheirCounts() {
        assertTrue(reader.begin(Hex.packet("81c90001 11111111 81ce0002 11111111 22222222")));

        assertTrue(reader.next());

        assertEquals(RtcpReader.Kind.PLI, reader.kind());
        assertEquals(1, reader.malformed());
    }

    @Test
    void toleratesPaddingOfAnyPacket() {
        assertTrue(
                reader.begin(Hex.packet("a1ce0003 11111111 22222222 00000004 80c90001 11111111")));
        assertTrue(reader.next());
        assertEquals(12, reader.length());
        assertTrue(reader.next());
        assertEquals(RtcpReader.Kind.RECEIVER_REPORT, reader.kind());
    }

    @Test
    void answersNoRoomAndChangesNothing() {
        packet.length(RtcpWriter.MAX_LENGTH - 4);

        assertEquals(RtcpWriter.NO_ROOM, RtcpWriter.beginNack(packet, 1, 2));
        assertEquals(RtcpWriter.NO_ROOM, RtcpWriter.beginReceiverReport(packet, 1));
        assertEquals(RtcpWriter.NO_ROOM, RtcpWriter.beginSenderReport(packet, 1, 2, 3, 4, 5));
        assertFalse(RtcpWriter.pli(packet, 1, 2));
        assertFalse(RtcpWriter.fir(packet, 1, 2, 3));
        assertFalse(RtcpWriter.bye(packet, 1));
        assertFalse(RtcpWriter.sdes(packet, 1, ascii("janus")));
        assertFalse(RtcpWriter.remb(packet, 1, 2, new int[0], 0));
        assertFalse(RtcpWriter.dlrr(packet, 1, 2, 3, 4));
        assertFalse(RtcpWriter.receiverReferenceTime(packet, 1, 2));
        assertEquals(RtcpWriter.MAX_LENGTH - 4, packet.length());
    }

    @Test
    void aReportTakesThirtyOneBlocks() {
        int report = RtcpWriter.beginReceiverReport(packet, OWN);
        for (int i = 0; i < RtcpWriter.MAX_REPORT_BLOCKS; i++) {
            assertTrue(RtcpWriter.reportBlock(packet, report, i, 0, 0, 0, 0, 0, 0));
        }

        assertFalse(RtcpWriter.reportBlock(packet, report, 31, 0, 0, 0, 0, 0, 0));
        read(RtcpReader.Kind.RECEIVER_REPORT);
        assertEquals(31, reader.count());
        assertEquals(30, reader.reportSsrc(30));
    }

    @Test
    void takesArbitraryBytesWithoutReadingOutside() {
        Random random = new Random(4585);
        TwccFeedback feedback = new TwccFeedback();
        for (int run = 0; run < 300_000; run++) {
            byte[] bytes = new byte[4 * random.nextInt(16)];
            random.nextBytes(bytes);
            for (int at = 0; at + 4 <= bytes.length; ) {
                int words = random.nextInt(8);
                bytes[at] = (byte) (0x80 | bytes[at] & (random.nextInt(4) == 0 ? 0x3F : 0x0F));
                bytes[at + 1] = (byte) (200 + random.nextInt(9));
                bytes[at + 2] = 0;
                bytes[at + 3] = (byte) words;
                at += 4 * (words + 1);
            }
            Packet wild = Packet.of(bytes);
            if (!reader.begin(wild)) continue;
            while (reader.next()) {
                visit(wild, feedback);
            }
        }
    }

    private void visit(Packet wild, TwccFeedback feedback) {
        switch (reader.kind()) {
            case SENDER_REPORT, RECEIVER_REPORT -> {
                for (int i = 0; i < reader.count(); i++) {
                    reader.delaySinceLastSenderReport(i);
                }
            }
            case SDES -> {
                int found = reader.cname(0);
                assertTrue(found < 0 || (found >> 8) + (found & 0xFF) <= wild.length());
            }
            case BYE -> {
                for (int i = 0; i < reader.count(); i++) {
                    reader.byeSsrc(i);
                }
            }
            case APP -> reader.appName();
            case NACK -> {
                for (int i = 0; i < reader.nackCount(); i++) {
                    reader.nackBlp(i);
                }
            }
            case TRANSPORT_CC -> feedback.parse(wild, reader);
            case PLI -> reader.mediaSsrc();
            case FIR -> {
                for (int i = 0; i < reader.firCount(); i++) {
                    reader.firSequenceNumber(i);
                }
            }
            case REMB -> {
                assertTrue(reader.rembBitsPerSecond() >= 0);
                for (int i = 0; i < reader.rembSsrcCount(); i++) {
                    reader.rembSsrc(i);
                }
            }
            case EXTENDED_REPORT -> {
                while (reader.nextBlock()) {
                    if (reader.isReceiverReferenceTime()) reader.receiverReferenceTime();
                    for (int i = 0; i < reader.dlrrCount(); i++) {
                        reader.delaySinceLastReceiverReport(i);
                    }
                }
            }
            case OTHER -> assertTrue(reader.length() >= 4);
        }
    }

    private void read(RtcpReader.Kind kind) {
        assertTrue(reader.begin(packet));
        assertTrue(reader.next());
        assertEquals(kind, reader.kind());
    }

    private String text(int found) {
        return new String(packet.array(), found >> 8, found & 0xFF, StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
