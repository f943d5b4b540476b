package io.cardea.rtc.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
final class SrtpSessionTest {
    private static final int SSRC = 0xDEADBEEF;
    private static final SrtpProfile GCM = SrtpProfile.AEAD_AES_128_GCM;

    private final SrtpCipher cipher;
    private final Random random = new Random(1);

    SrtpSessionTest(SrtpCipher cipher) {
        this.cipher = cipher;
    }

    @BeforeEach
    void isUsable() {
        assumeTrue(cipher.isUsable(GCM) && cipher.isUsable(SrtpProfile.AES_CM_128_HMAC_SHA1_80));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsProtectedIsUnprotected(SrtpProfile profile) {
        SrtpSession sender = session(profile);
        SrtpSession receiver = session(profile);
        for (int length : new int[] {0, 1, 15, 16, 17, 1_200}) {
            byte[] rtp = rtp(SSRC, 100 + length, length);
            Packet packet = Packet.of(rtp);

            assertTrue(sender.protect(packet));
            assertEquals(rtp.length + profile.rtpTagLength(), packet.length());
            assertArrayEquals(Arrays.copyOf(rtp, 12), Arrays.copyOf(packet.toBytes(), 12));

            assertEquals(Drop.NONE, receiver.unprotect(packet));
            assertArrayEquals(rtp, packet.toBytes());
        }
        assertEquals(6, receiver.count(Drop.NONE));
    }

    @ParameterizedTest
    @EnumSource
    void csrcsAndExtensionStayReadable(SrtpProfile profile) {
        SrtpSession sender = session(profile);
        SrtpSession receiver = session(profile);
        byte[] rtp = rtp(SSRC, 1, 60);
        rtp[0] = (byte) 0x92; // an extension and two CSRCs
        rtp[20] = (byte) 0xBE;
        rtp[21] = (byte) 0xDE;
        rtp[22] = 0;
        rtp[23] = 2;
        Packet packet = Packet.of(rtp);

        assertTrue(sender.protect(packet));

        assertArrayEquals(Arrays.copyOf(rtp, 32), Arrays.copyOf(packet.toBytes(), 32));
        assertNotEquals(rtp[32] << 8 | rtp[33], packet.toBytes()[32] << 8 | packet.toBytes()[33]);
        assertEquals(Drop.NONE, receiver.unprotect(packet));
        assertArrayEquals(rtp, packet.toBytes());
    }

    @ParameterizedTest
    @EnumSource
    void rtcpGoesRound(SrtpProfile profile) {
        SrtpSession sender = session(profile);
        SrtpSession receiver = session(profile);
        for (int length : new int[] {8, 12, 28, 300}) {
            byte[] rtcp = rtcp(SSRC, length);
            Packet packet = Packet.of(rtcp);

            assertTrue(sender.protectRtcp(packet));
            assertEquals(length + 4 + profile.rtcpTagLength(), packet.length());

            Packet again = Packet.of(packet.toBytes());
            assertEquals(Drop.NONE, receiver.unprotectRtcp(packet));
            assertArrayEquals(rtcp, packet.toBytes());
            assertEquals(Drop.REPLAYED, receiver.unprotectRtcp(again));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChangedBitIsNoticed(SrtpProfile profile) {
        SrtpSession sender = session(profile);
        SrtpSession receiver = session(profile);
        Packet rtp = Packet.of(rtp(SSRC, 7, 20));
        Packet rtcp = Packet.of(rtcp(SSRC, 32));
        sender.protect(rtp);
        sender.protectRtcp(rtcp);

        for (int bit = 0; bit < 8 * rtp.length(); bit++) {
            assertNotEquals(Drop.NONE, receiver.unprotect(flipped(rtp, bit)), "RTP bit " + bit);
        }
        for (int bit = 0; bit < 8 * rtcp.length(); bit++) {
            Drop drop = receiver.unprotectRtcp(flipped(rtcp, bit));
            assertNotEquals(Drop.NONE, drop, "RTCP bit " + bit);
        }

        assertEquals(Drop.NONE, receiver.unprotect(rtp));
        assertEquals(Drop.NONE, receiver.unprotectRtcp(rtcp));
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsRefused(SrtpProfile profile) {
        SrtpSession sender = session(profile);
        SrtpSession receiver = session(profile);
        Packet rtp = Packet.of(rtp(SSRC, 7, 20));
        Packet rtcp = Packet.of(rtcp(SSRC, 32));
        sender.protect(rtp);
        sender.protectRtcp(rtcp);

        for (int length = 0; length < rtp.length(); length++) {
            Packet cut = Packet.of(Arrays.copyOf(rtp.array(), length));
            assertNotEquals(Drop.NONE, receiver.unprotect(cut));
        }
        for (int length = 0; length < rtcp.length(); length++) {
            Packet cut = Packet.of(Arrays.copyOf(rtcp.array(), length));
            assertNotEquals(Drop.NONE, receiver.unprotectRtcp(cut));
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesAreRefused(SrtpProfile profile) {
        SrtpSession session = session(profile);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean())
                bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);

            assertNotEquals(Drop.NONE, session.unprotect(Packet.of(bytes)));
            assertNotEquals(Drop.NONE, session.unprotectRtcp(Packet.of(bytes)));
            session.protect(Packet.of(bytes));
            session.protectRtcp(Packet.of(bytes));
        }
    }

    @Test
    void aPacketOfAnotherVersionIsMalformed() {
        assertEquals(Drop.MALFORMED, session(GCM).unprotect(Packet.of(new byte[60])));
        assertEquals(Drop.MALFORMED, session(GCM).unprotectRtcp(Packet.of(new byte[60])));
        assertFalse(session(GCM).protect(Packet.of(new byte[60])));
        assertFalse(session(GCM).protectRtcp(Packet.of(new byte[60])));
    }

    @Test
    void aReplayIsRefusedAndALatecomerAccepted() {
        SrtpSession sender = session(GCM);
        SrtpSession receiver = session(GCM);
        byte[] late = protectedRtp(sender, 1_000);
        byte[] tooLate = protectedRtp(sender, 999);
        byte[] newest = protectedRtp(sender, 1_000 + SrtpSession.RTP_WINDOW - 1);

        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(newest)));
        assertEquals(Drop.REPLAYED, receiver.unprotect(Packet.of(newest)));
        assertEquals(Drop.TOO_OLD, receiver.unprotect(Packet.of(tooLate)));
        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(late)));
        assertEquals(Drop.REPLAYED, receiver.unprotect(Packet.of(late)));
    }

    @ParameterizedTest
    @EnumSource
    void reorderedPacketsSurviveManyRollOvers(SrtpProfile profile) {
        SrtpSession sender = session(profile);
        SrtpSession receiver = session(profile);
        int sequenceNumber = 60_000;
        for (int round = 0; round < 300; round++) {
            byte[] early = protectedRtp(sender, sequenceNumber & 0xFFFF);
            byte[] late = protectedRtp(sender, sequenceNumber + 900 & 0xFFFF);

            assertEquals(Drop.NONE, receiver.unprotect(Packet.of(late)));
            assertEquals(Drop.NONE, receiver.unprotect(Packet.of(early)));
            sequenceNumber += 1_789;
        }
    }

    @Test
    void reorderAroundTheWrapKeepsTheRollOverCounter() {
        SrtpSession sender = session(GCM);
        SrtpSession receiver = session(GCM);
        byte[] before = protectedRtp(sender, 0xFFFE);
        byte[] last = protectedRtp(sender, 0xFFFF);
        byte[] first = protectedRtp(sender, 0);
        byte[] second = protectedRtp(sender, 1);

        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(before)));
        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(second)));
        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(last)));
        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(first)));
        assertEquals(Drop.REPLAYED, receiver.unprotect(Packet.of(last)));
    }

    @Test
    void theSenderMayReorderAroundTheWrapToo() {
        SrtpSession sender = session(GCM);
        SrtpSession receiver = session(GCM);
        for (int sequenceNumber : new int[] {0xFFFD, 1, 0xFFFF, 0, 2, 0xFFFE}) {
            byte[] packet = protectedRtp(sender, sequenceNumber);
            assertEquals(Drop.NONE, receiver.unprotect(Packet.of(packet)));
        }
    }

    @Test
    void aFarJumpBeforeTheFirstRollOverIsForward() {
        SrtpSession sender = session(GCM);
        SrtpSession receiver = session(GCM);

        byte[] low = protectedRtp(sender, 10);
        byte[] high = protectedRtp(sender, 50_000);

        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(low)));
        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(high)));
    }

    @Test
    void aForgedPacketDoesNotMoveTheRollOverCounter() {
        SrtpSession sender = session(GCM);
        SrtpSession receiver = session(GCM);
        receiver.unprotect(Packet.of(protectedRtp(sender, 40_000)));

        assertEquals(Drop.UNAUTHENTICATED, receiver.unprotect(Packet.of(rtp(SSRC, 100, 50))));

        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(protectedRtp(sender, 40_001))));
    }

    @ParameterizedTest
    @EnumSource
    void anIndexIsProtectedOnce(SrtpProfile profile) {
        SrtpSession sender = session(profile);
        byte[] rtp = rtp(SSRC, 5, 50);
        sender.protect(Packet.of(rtp));
        Packet again = Packet.of(rtp);

        assertFalse(sender.protect(again));
        assertArrayEquals(rtp, again.toBytes());
    }

    @Test
    void aPacketWithoutRoomForItsTagIsLeftAlone() {
        SrtpSession sender = session(GCM);
        byte[] largest = rtp(SSRC, 5, Packet.CAPACITY - 12 - 16);
        byte[] tooLarge = rtp(SSRC, 6, Packet.CAPACITY - 12 - 15);

        assertTrue(sender.protect(Packet.of(largest)));
        assertFalse(sender.protect(Packet.of(tooLarge)));
        assertFalse(sender.protectRtcp(Packet.of(rtcp(SSRC, Packet.CAPACITY - 19))));
        assertTrue(sender.protectRtcp(Packet.of(rtcp(SSRC, Packet.CAPACITY - 20))));
    }

    @Test
    void forgedSsrcsLeaveNoTrace() {
        SrtpSession sender = session(GCM);
        SrtpSession receiver = session(GCM);
        for (int ssrc = 0; ssrc < 2 * SrtpSession.MAX_STREAMS; ssrc++) {
            assertEquals(Drop.UNAUTHENTICATED, receiver.unprotect(Packet.of(rtp(ssrc, 1, 40))));
        }

        assertEquals(Drop.NONE, receiver.unprotect(Packet.of(protectedRtp(sender, 1))));
    }

    @Test
    void ssrcsAreLimitedInBothDirections() {
        SrtpSession sender = session(GCM);
        SrtpSession receiver = session(GCM);
        for (int i = 0; i < SrtpSession.MAX_STREAMS; i++) {
            Packet packet = Packet.of(rtp(i * 7_919, 1, 4));
            assertTrue(sender.protect(packet));
            assertEquals(Drop.NONE, receiver.unprotect(packet));
        }
        byte[] oneMore = rtp(-1, 1, 4);
        Packet refused = Packet.of(oneMore);
        assertFalse(sender.protect(refused));

        Packet fromElsewhere = Packet.of(oneMore);
        session(GCM).protect(fromElsewhere);
        assertEquals(Drop.TOO_MANY_STREAMS, receiver.unprotect(fromElsewhere));
        Packet known = Packet.of(rtp(7_919, 2, 4));
        sender.protect(known);
        assertEquals(Drop.NONE, receiver.unprotect(known));
    }

    @ParameterizedTest
    @EnumSource
    void aClosedSessionMayBeClosedAgain(SrtpProfile profile) {
        SrtpSession session = session(profile);
        protectedRtp(session, 1);
        session.unprotect(Packet.of(rtp(SSRC, 1, 60)));

        session.close();
        session.close();

        assertEquals(profile, session.profile());
        assertEquals(1, session.count(Drop.UNAUTHENTICATED));
    }

    @Test
    void aKeyOfTheWrongLengthIsTheCallersMistake() {
        byte[] key = new byte[15];
        byte[] salt = new byte[12];

        assertThrows(IllegalArgumentException.class, () -> new SrtpSession(GCM, key, salt, cipher));
    }

    private SrtpSession session(SrtpProfile profile) {
        byte[] key = new byte[profile.keyLength()];
        byte[] salt = new byte[profile.saltLength()];
        new Random(42).nextBytes(key);
        new Random(43).nextBytes(salt);
        return new SrtpSession(profile, key, salt, cipher);
    }

    private byte[] protectedRtp(SrtpSession sender, int sequenceNumber) {
        Packet packet = Packet.of(rtp(SSRC, sequenceNumber, 30));
        assertTrue(sender.protect(packet), "sequence number " + sequenceNumber);
        return packet.toBytes();
    }

    private byte[] rtp(int ssrc, int sequenceNumber, int payload) {
        byte[] bytes = new byte[12 + payload];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0x80;
        bytes[2] = (byte) (sequenceNumber >> 8);
        bytes[3] = (byte) sequenceNumber;
        Transform.put32(bytes, 8, ssrc);
        return bytes;
    }

    private byte[] rtcp(int ssrc, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0x81;
        Transform.put32(bytes, 4, ssrc);
        return bytes;
    }

    private static Packet flipped(Packet packet, int bit) {
        byte[] bytes = packet.toBytes();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return Packet.of(bytes);
    }
}
