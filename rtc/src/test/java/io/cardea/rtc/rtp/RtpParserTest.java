package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RtpParserTest {
    private static final ExtensionIds IDS =
            new ExtensionIds(
                    Map.ofEntries(
                            Map.entry(RtpExtension.AUDIO_LEVEL, 1),
                            Map.entry(RtpExtension.ABS_SEND_TIME, 2),
                            Map.entry(RtpExtension.TRANSPORT_WIDE_CC, 3),
                            Map.entry(RtpExtension.MID, 4),
                            Map.entry(RtpExtension.RID, 5),
                            Map.entry(RtpExtension.REPAIRED_RID, 6),
                            Map.entry(RtpExtension.ABS_CAPTURE_TIME, 7),
                            Map.entry(RtpExtension.DEPENDENCY_DESCRIPTOR, 8),
                            Map.entry(RtpExtension.VIDEO_LAYERS_ALLOCATION, 9),
                            Map.entry(RtpExtension.PLAYOUT_DELAY, 12),
                            Map.entry(RtpExtension.VIDEO_ORIENTATION, 13),
                            Map.entry(RtpExtension.TOFFSET, 14)));

    private final RtpPacket view = new RtpPacket();

    @Test
    void readsTheFixedHeader() {
        assertTrue(parse("80 e0 1234 00010203 deadbeef aabbcc"));

        assertTrue(view.marker);
        assertEquals(96, view.payloadType);
        assertEquals(0x1234, view.sequenceNumber);
        assertEquals(0x00010203, view.timestamp);
        assertEquals(0xdeadbeef, view.ssrc);
        assertEquals(12, view.payloadOffset);
        assertEquals(3, view.payloadLength);
        assertEquals(RtpPacket.ABSENT, view.audioLevel);
        assertEquals(RtpPacket.ABSENT, view.transportSequenceNumber);
    }

    @Test
    void skipsContributingSources() {
        assertTrue(parse("82 60 0001 00000000 00000001 00000002 00000003 ff"));

        assertEquals(20, view.payloadOffset);
        assertEquals(1, view.payloadLength);
    }

    @Test
    void excludesPadding() {
        assertTrue(parse("a0 60 0001 00000000 00000001 aabb 00 00 03"));
        assertEquals(2, view.payloadLength);

        assertTrue(parse("a0 60 0001 00000000 00000001 00 00 00 04"));
        assertEquals(0, view.payloadLength);
    }

    @Test
    void refusesPaddingThatIsZeroOrLongerThanThePayload() {
        assertFalse(parse("a0 60 0001 00000000 00000001 aabb 00"));
        assertFalse(parse("a0 60 0001 00000000 00000001 aabb 04"));
        assertFalse(parse("a0 60 0001 00000000 00000001"));
    }

    @Test
    void refusesWhatIsTruncated() {
        assertFalse(parse("80 60 0001 00000000 000000"));
        assertFalse(parse("81 60 0001 00000000 00000001"));
        assertFalse(parse("90 60 0001 00000000 00000001 bede"));
        assertFalse(parse("90 60 0001 00000000 00000001 bede 0001"));
        assertFalse(parse("40 60 0001 00000000 00000001"));
    }

    @Test
    void readsOneByteElements() {
        assertTrue(
                parse(
                        "90 60 0001 00000000 00000001 bede 0006"
                                + "10 85 22 010203 31 abcd 40 30 00 51 6869 c2 00a014 d0 13 00 00 00"
                                + "ffff"));

        assertEquals(5, view.audioLevel);
        assertTrue(view.voiceActivity);
        assertEquals(0x010203, view.absSendTime);
        assertEquals(0xabcd, view.transportSequenceNumber);
        assertTrue(view.textEquals(view.midOffset, view.midLength, ascii("0")));
        assertTrue(view.textEquals(view.ridOffset, view.ridLength, ascii("hi")));
        assertFalse(view.textEquals(view.ridOffset, view.ridLength, ascii("h")));
        assertEquals(0, view.repairedRidLength);
        assertEquals(10, view.playoutDelayMin);
        assertEquals(20, view.playoutDelayMax);
        assertEquals(0x13, view.videoOrientation);
        assertEquals(2, view.payloadLength);
    }

    @Test
    void readsTwoByteElements() {
        assertTrue(
                parse(
                        "90 60 0001 00000000 00000001 1000 0006"
                                + "01 01 7f 00 07 08 0102030405060708 08 03 800001 0d 00 06 00"
                                + "ffff"));

        assertEquals(127, view.audioLevel);
        assertFalse(view.voiceActivity);
        assertTrue(view.hasAbsCaptureTime);
        assertEquals(0x0102030405060708L, view.absCaptureTime);
        assertEquals(3, view.dependencyDescriptorLength);
        assertEquals(0x800001, view.packet().u24(view.dependencyDescriptorOffset));
        assertEquals(RtpPacket.ABSENT, view.videoOrientation);
    }

    @Test
    void stopsAtIdFifteenAndAtAnElementWithoutId() {
        assertTrue(parse("90 60 0001 00000000 00000001 bede 0002 40 30 f0 00 10 05 00 00"));
        assertEquals(1, view.midLength);
        assertEquals(RtpPacket.ABSENT, view.audioLevel);

        assertTrue(parse("90 60 0001 00000000 00000001 bede 0002 40 30 01 00 00 10 05 00"));
        assertEquals(1, view.midLength);
        assertEquals(RtpPacket.ABSENT, view.audioLevel);
    }

    @Test
    void ignoresAnElementThatRunsOutOfItsBlock() {
        assertTrue(parse("90 60 0001 00000000 00000001 bede 0001 10 05 47 30 31323334353637"));
        assertEquals(5, view.audioLevel);
        assertEquals(0, view.midLength);

        assertTrue(parse("90 60 0001 00000000 00000001 1000 0001 01 01 05 04 31323334353637"));
        assertEquals(5, view.audioLevel);
        assertEquals(0, view.midLength);
    }

    @Test
    void ignoresBlocksOfAnotherProfileAndIdsNotNegotiated() {
        assertTrue(parse("90 60 0001 00000000 00000001 beef 0001 10 05 00 00 aa"));
        assertEquals(RtpPacket.ABSENT, view.audioLevel);
        assertEquals(1, view.payloadLength);

        assertTrue(parse("90 60 0001 00000000 00000001 bede 0001 b0 05 00 00 aa"));
        assertEquals(RtpPacket.ABSENT, view.audioLevel);
    }

    @Test
    void forgetsTheExtensionsOfThePacketBefore() {
        parse("90 60 0001 00000000 00000001 bede 0002 10 85 31 abcd 40 30 00");

        parse("80 60 0002 00000000 00000001");

        assertEquals(RtpPacket.ABSENT, view.audioLevel);
        assertFalse(view.voiceActivity);
        assertEquals(RtpPacket.ABSENT, view.transportSequenceNumber);
        assertEquals(0, view.midLength);
    }

    @Test
    void tellsRtpFromRtcp() {
        assertTrue(RtpHeader.isRtp(Hex.packet("80 60 0001 00000000 00000001")));
        assertTrue(RtpHeader.isRtp(Hex.packet("80 00 0001 00000000 00000001")));
        assertTrue(RtpHeader.isRtp(Hex.packet("80 e0 0001 00000000 00000001")));
        assertTrue(RtpHeader.isRtcp(Hex.packet("80 c8 0001 00000000 00000001")));
        assertTrue(RtpHeader.isRtcp(Hex.packet("81 ce 0002 00000000")));
        assertTrue(RtpHeader.isRtcp(Hex.packet("81 c0 0002 00000000")));
        assertTrue(RtpHeader.isRtcp(Hex.packet("81 df 0002 00000000")));
        assertFalse(RtpHeader.isRtcp(Hex.packet("81 e0 0002 00000000")));
        assertFalse(RtpHeader.isRtp(Hex.packet("81 60 0002 00000000")));
        assertFalse(RtpHeader.isRtpOrRtcp(Hex.packet("16 fe fd 00 00000000 00000000")));
        assertFalse(RtpHeader.isRtpOrRtcp(Hex.packet("")));
    }

    @Test
    void takesArbitraryBytesWithoutReadingOutside() {
        Random random = new Random(3550);
        for (int run = 0; run < 200_000; run++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 0) bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
            if (bytes.length > 16 && random.nextBoolean()) {
                bytes[0] = (byte) 0x90;
                bytes[12] = (byte) (random.nextBoolean() ? 0xBE : 0x10);
                bytes[13] = (byte) (bytes[12] == 0x10 ? 0x00 : 0xDE);
                bytes[14] = 0;
                bytes[15] = (byte) random.nextInt(12);
            }
            Packet packet = Packet.of(bytes);

            if (!RtpParser.parse(packet, IDS, view)) continue;

            assertTrue(view.payloadOffset + view.payloadLength <= bytes.length);
            assertTrue(view.payloadLength >= 0);
            assertTrue(view.midOffset + view.midLength <= bytes.length || view.midLength == 0);
        }
    }

    private boolean parse(String text) {
        return RtpParser.parse(Hex.packet(text), IDS, view);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
