package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RtpWriterTest {
    private static final int SSRC = 0x0A0B0C0D;

    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();

    @Test
    void writesAHeaderOfItsOwnWithoutExtensionBlockWhenNothingIsNegotiated() {
        parse("90 60 0001 00000000 00000001 bede 0001 10 05 00 00 aabb", audioIds());
        rewrite(111, 0x1234, 0x55667788, true);

        Packet written = write(new OutboundExtensions(ExtensionIds.NONE, MediaKind.AUDIO, "0"), 0);

        assertEquals("80ef123455667788" + "0a0b0c0d" + "aabb", Hex.text(written));
    }

    @Test
    void writesExtensionsInTheAgreedOrder() {
        parse(
                "90 60 0001 00000000 00000001 bede 0009"
                        + "d0 03 10 85 c2 00a014 43 61626364 82 800001"
                        + "77 0102030405060708 31 ffff 00000000 000000"
                        + "aabb",
                allIds());
        rewrite(96, 1, 2, false);
        OutboundExtensions extensions = new OutboundExtensions(allIds(), MediaKind.VIDEO, "7");
        extensions.transportSequenceNumber = 0x4242;

        Packet written = write(extensions, 1_500_000_000L);

        assertEquals(
                "90600001000000020a0b0c0d"
                        + "bede0008"
                        + "22060000" // abs-send-time: 1.5 s in 6.18
                        + "314242"
                        + "1085"
                        + "d003"
                        + "c200a014"
                        + "4037"
                        + "82800001"
                        + "7701020304050607080000"
                        + "aabb",
                Hex.text(written));
    }

    @Test
    void leavesAbsSendTimeToVideo() {
        parse("80 60 0001 00000000 00000001 aabb", allIds());
        OutboundExtensions extensions = new OutboundExtensions(allIds(), MediaKind.AUDIO, "");

        Packet written = write(extensions, 1);

        assertEquals(14, written.length());
        assertEquals(0x80, written.u8(0));
    }

    @Test
    void prefersThePlayoutDelayOfTheSink() {
        parse("90 60 0001 00000000 00000001 bede 0001 c2 00a014", allIds());
        rewrite.playoutDelayMin = 0;
        rewrite.playoutDelayMax = 5_000;

        Packet written = write(new OutboundExtensions(allIds(), MediaKind.AUDIO, ""), 1);
        RtpParser.parse(written, allIds(), view);

        assertEquals(0, view.playoutDelayMin);
        assertEquals(4_095, view.playoutDelayMax);
    }

    @Test
    void usesTheTwoByteFormForALongDependencyDescriptor() {
        String descriptor = "80000180" + "00".repeat(13);
        parse(
                "90 60 0001 00000000 00000001 1000 0005" + "08 11" + descriptor + "00" + "aabb",
                allIds());
        OutboundExtensions extensions = new OutboundExtensions(allIds(), MediaKind.VIDEO, "0");

        Packet written = write(extensions, 0);

        assertEquals(
                "90000000000000000a0b0c0d"
                        + "10000007"
                        + "0203000000"
                        + "040130"
                        + "0811"
                        + descriptor
                        + "00"
                        + "aabb",
                Hex.text(written));
    }

    @Test
    void usesTheTwoByteFormForIdsAboveFourteen() {
        ExtensionIds ids = new ExtensionIds(Map.of(RtpExtension.MID, 20));
        parse("80 60 0001 00000000 00000001 aabb", ids);

        Packet written = write(new OutboundExtensions(ids, MediaKind.VIDEO, "0"), 0);

        assertEquals("90000000000000000a0b0c0d1000000114013000aabb", Hex.text(written));
    }

    @Test
    void keepsContributingSourcesAndDropsPadding() {
        parse("a1 60 0001 00000000 00000001 cafebabe aabb 0002", allIds());

        Packet written = write(new OutboundExtensions(ExtensionIds.NONE, MediaKind.AUDIO, ""), 0);

        assertEquals("81000000000000000a0b0c0dcafebabeaabb", Hex.text(written));
    }

    @Test
    void refusesAPacketThatWouldNotFit() {
        Packet longest = new Packet();
        longest.length(Packet.CAPACITY);
        longest.put8(0, 0x80);
        RtpParser.parse(longest, ExtensionIds.NONE, view);
        OutboundExtensions none = new OutboundExtensions(ExtensionIds.NONE, MediaKind.VIDEO, "");

        assertEquals(-1, RtpWriter.write(view, rewrite, SSRC, none, 0, new Packet()));
    }

    @Test
    void rewritesPictureIdAndTl0PicIdxOfVp8() {
        String header = "80 60 0001 00000000 00000001";
        parse(header + "90 e0 8001 05 40 00aabb", allIds());
        rewrite.pictureId = 0x1234;
        rewrite.tl0PicIdx = 0x77;
        OutboundExtensions none = new OutboundExtensions(ExtensionIds.NONE, MediaKind.VIDEO, "");
        assertTrue(Hex.text(write(none, 0)).endsWith("90e09234774000aabb"));

        parse(header + "90 c0 01 05 00aabb", allIds());
        assertTrue(Hex.text(write(none, 0)).endsWith("90c0347700aabb"));

        parse(header + "10 00aabb", allIds());
        assertTrue(Hex.text(write(none, 0)).endsWith("1000aabb"));
    }

    @Test
    void restampsWhatDependsOnTheMomentOfSending() {
        parse("80 60 0001 00000000 00000001 aabb", allIds());
        OutboundExtensions extensions = new OutboundExtensions(allIds(), MediaKind.VIDEO, "0");
        extensions.transportSequenceNumber = 1;
        Packet written = write(extensions, 0);

        extensions.transportSequenceNumber = 2;
        RtpWriter.restamp(written, extensions, 63_999_999_999L);
        RtpParser.parse(written, allIds(), view);

        assertEquals(2, view.transportSequenceNumber);
        assertEquals(0xFFFFFF, view.absSendTime);
        assertEquals(2, view.payloadLength);
    }

    @Test
    void absSendTimeWrapsEverySixtyFourSeconds() {
        assertEquals(0, RtpWriter.absSendTime(0));
        assertEquals(1 << 18, RtpWriter.absSendTime(1_000_000_000L));
        assertEquals(1 << 17, RtpWriter.absSendTime(64_500_000_000L));
        assertEquals(0x3FFFF, RtpWriter.absSendTime(999_999_999L));
        assertEquals(63 << 18, RtpWriter.absSendTime(-1_000_000_000L));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(8285);
        RtpPacket back = new RtpPacket();
        for (int run = 0; run < 20_000; run++) {
            ExtensionIds ids = randomIds(random);
            Packet original = randomPacket(random, ids);
            assertTrue(RtpParser.parse(original, ids, view));
            OutboundExtensions extensions =
                    new OutboundExtensions(ids, MediaKind.VIDEO, "m" + random.nextInt(100));
            if (extensions.isTransportWide()) {
                extensions.transportSequenceNumber = random.nextInt(0x1_0000);
            }
            rewrite(random.nextInt(128), random.nextInt(0x1_0000), random.nextInt(), true);

            Packet written = write(extensions, random.nextLong() >>> 8);

            assertTrue(RtpParser.parse(written, ids, back));
            assertEquals(SSRC, back.ssrc);
            assertEquals(rewrite.sequenceNumber, back.sequenceNumber);
            assertEquals(view.audioLevel, back.audioLevel);
            assertEquals(view.voiceActivity, back.voiceActivity);
            assertEquals(view.videoOrientation, back.videoOrientation);
            assertEquals(view.playoutDelayMin, back.playoutDelayMin);
            assertEquals(view.absCaptureTime, back.absCaptureTime);
            assertEquals(extensions.transportSequenceNumber, back.transportSequenceNumber);
            assertArrayEquals(
                    bytes(view, view.dependencyDescriptorOffset, view.dependencyDescriptorLength),
                    bytes(back, back.dependencyDescriptorOffset, back.dependencyDescriptorLength));
            assertArrayEquals(
                    bytes(view, view.payloadOffset, view.payloadLength),
                    bytes(back, back.payloadOffset, back.payloadLength));
            assertEquals(0, back.ridLength);
            assertEquals(ids.has(RtpExtension.MID), back.midLength > 0);
        }
    }

    private static ExtensionIds randomIds(Random random) {
        Map<RtpExtension, Integer> ids = new EnumMap<>(RtpExtension.class);
        int step = random.nextInt(4) == 0 ? 17 : 1;
        for (RtpExtension extension : RtpExtension.values()) {
            if (random.nextBoolean()) ids.put(extension, extension.ordinal() * step + 1);
        }
        return new ExtensionIds(ids);
    }

    /** A packet whose two-byte block has a random choice of the extensions. */
    private static Packet randomPacket(Random random, ExtensionIds ids) {
        Packet packet = Hex.packet("90 60 0001 00000000 00000001 1000 0000");
        for (RtpExtension extension : RtpExtension.values()) {
            if (!ids.has(extension) || random.nextBoolean()) continue;
            int length =
                    switch (extension) {
                        case AUDIO_LEVEL, VIDEO_ORIENTATION -> 1;
                        case TRANSPORT_WIDE_CC -> 2;
                        case PLAYOUT_DELAY, TOFFSET, ABS_SEND_TIME -> 3;
                        case ABS_CAPTURE_TIME -> 8;
                        case MID, RID, REPAIRED_RID -> 1 + random.nextInt(16);
                        case DEPENDENCY_DESCRIPTOR -> 1 + random.nextInt(200);
                        case VIDEO_LAYERS_ALLOCATION -> 1 + random.nextInt(30);
                    };
            packet.append8(ids.id(extension));
            packet.append8(length);
            for (int i = 0; i < length; i++) {
                packet.append8(random.nextInt(256));
            }
        }
        while ((packet.length() & 3) != 0) {
            packet.append8(0);
        }
        packet.put16(14, packet.length() / 4 - 4);
        for (int i = random.nextInt(50); i > 0; i--) {
            packet.append8(random.nextInt(256));
        }
        return packet;
    }

    private static byte[] bytes(RtpPacket view, int offset, int length) {
        return Arrays.copyOfRange(view.packet().array(), offset, offset + length);
    }

    private void parse(String text, ExtensionIds ids) {
        assertTrue(RtpParser.parse(Hex.packet(text), ids, view));
    }

    private void rewrite(int payloadType, int sequenceNumber, int timestamp, boolean marker) {
        rewrite.payloadType = payloadType;
        rewrite.sequenceNumber = sequenceNumber;
        rewrite.timestamp = timestamp;
        rewrite.marker = marker;
    }

    private Packet write(OutboundExtensions extensions, long nowNanos) {
        Packet into = new Packet();
        int payload = RtpWriter.write(view, rewrite, SSRC, extensions, nowNanos, into);
        assertEquals(into.length() - view.payloadLength, payload);
        return into;
    }

    private static ExtensionIds audioIds() {
        return new ExtensionIds(Map.of(RtpExtension.AUDIO_LEVEL, 1));
    }

    private static ExtensionIds allIds() {
        return new ExtensionIds(
                Map.of(
                        RtpExtension.AUDIO_LEVEL, 1,
                        RtpExtension.ABS_SEND_TIME, 2,
                        RtpExtension.TRANSPORT_WIDE_CC, 3,
                        RtpExtension.MID, 4,
                        RtpExtension.ABS_CAPTURE_TIME, 7,
                        RtpExtension.DEPENDENCY_DESCRIPTOR, 8,
                        RtpExtension.PLAYOUT_DELAY, 12,
                        RtpExtension.VIDEO_ORIENTATION, 13));
    }
}
