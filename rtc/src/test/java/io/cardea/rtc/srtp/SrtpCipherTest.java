package io.cardea.rtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cardea.rtc.packet.Packet;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ciphers against each other: what one makes the other takes, bit for bit. */
final class SrtpCipherTest {
    private static final int PACKETS = 2_000;
    private static final int SESSIONS = 100_000;
    private static final int MAX_GROWTH = 30_000_000;
    private static final Path DEBIAN = Path.of("/etc/debian_version");

    private final Random random = new Random(7);

    @ParameterizedTest
    @EnumSource
    void theJdksHoldsTheKnownAnswers(SrtpProfile profile) {
        assertTrue(KnownAnswers.hold(profile, SrtpCipher.JCA));
    }

    @ParameterizedTest
    @EnumSource
    void bothMakeTheSameRtp(SrtpProfile profile) {
        Pair pair = pair(profile);
        int sequenceNumber = 0xFE00;
        for (int i = 0; i < PACKETS; i++) {
            byte[] plain = bytes(12 + random.nextInt(1_400), 0x80 | random.nextInt(16));
            if (plain.length < 12 + 4 * 15) plain[0] = (byte) 0x80;
            sequenceNumber += 1 + random.nextInt(50);
            plain[2] = (byte) (sequenceNumber >> 8);
            plain[3] = (byte) sequenceNumber;
            Transform.put32(plain, 8, 5 + random.nextInt(3));
            Packet jca = Packet.of(plain);
            Packet openssl = Packet.of(plain);

            assertTrue(pair.jca.protect(jca));
            assertTrue(pair.openssl.protect(openssl));
            assertArrayEquals(jca.toBytes(), openssl.toBytes());

            byte[] good = jca.toBytes();
            Packet changed = Packet.of(good);
            int at = 12 + random.nextInt(good.length - 12);
            changed.put8(at, changed.u8(at) ^ 1 << random.nextInt(8));
            assertEquals(Drop.UNAUTHENTICATED, pair.openssl.unprotect(changed));

            assertEquals(Drop.NONE, pair.openssl.unprotect(jca));
            assertArrayEquals(plain, jca.toBytes());
            assertEquals(Drop.NONE, pair.jca.unprotect(openssl));
            assertArrayEquals(plain, openssl.toBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothMakeTheSameRtcp(SrtpProfile profile) {
        Pair pair = pair(profile);
        for (int i = 0; i < PACKETS; i++) {
            byte[] plain = bytes(8 + random.nextInt(1_400), 0x81);
            Transform.put32(plain, 4, 5 + random.nextInt(3));
            Packet jca = Packet.of(plain);
            Packet openssl = Packet.of(plain);

            assertTrue(pair.jca.protectRtcp(jca));
            assertTrue(pair.openssl.protectRtcp(openssl));
            assertArrayEquals(jca.toBytes(), openssl.toBytes());

            byte[] good = jca.toBytes();
            Packet changed = Packet.of(good);
            int tag = good.length - 4 - profile.rtcpTagLength();
            int at = 8 + random.nextInt(tag - 8 + 1);
            changed.put8(at, changed.u8(at) ^ 1);
            assertTrue(pair.openssl.unprotectRtcp(changed) != Drop.NONE);

            assertEquals(Drop.NONE, pair.openssl.unprotectRtcp(jca));
            assertArrayEquals(plain, jca.toBytes());
            assertEquals(Drop.NONE, pair.jca.unprotectRtcp(openssl));
            assertArrayEquals(plain, openssl.toBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nativeUseAfterCloseIsTheCallersMistake(SrtpProfile profile) {
        SrtpSession session = pair(profile).openssl;
        session.close();
        Packet packet = Packet.of(bytes(100, 0x80));

        assertThrows(IllegalStateException.class, () -> session.protect(packet));
        assertThrows(IllegalStateException.class, () -> session.unprotect(packet));
    }

    @Test
    void nothingIsWrongUnlessItIsSaid() {
        assertEquals(List.of(), SrtpCipher.complaints());
        for (SrtpProfile profile : SrtpProfile.values()) {
            assertTrue(SrtpCipher.account().contains(profile + "="), SrtpCipher.account());
        }
    }

    @Test
    void closedSessionsGiveTheirMemoryBack() throws Throwable {
        for (SrtpProfile profile : SrtpProfile.values()) {
            needOpenssl(profile);
        }
        Optional<MemorySegment> mallinfo = Linker.nativeLinker().defaultLookup().find("mallinfo2");
        assumeTrue(mallinfo.isPresent(), "needs glibc");
        cycle(SESSIONS / 10);

        long before = allocatedBytes(mallinfo.get());
        cycle(SESSIONS);
        long grown = allocatedBytes(mallinfo.get()) - before;

        // A context has about a kilobyte: left behind they would be hundreds of megabytes. The rest
        // is the JVM's own.
        assertTrue(grown < MAX_GROWTH, grown + " bytes more");
    }

    /** {@code uordblks} of {@code struct mallinfo2}, ten times {@code size_t}. */
    private static long allocatedBytes(MemorySegment mallinfo) throws Throwable {
        MemoryLayout[] fields = new MemoryLayout[10];
        Arrays.fill(fields, JAVA_LONG);
        FunctionDescriptor type = FunctionDescriptor.of(MemoryLayout.structLayout(fields));
        MethodHandle call = Linker.nativeLinker().downcallHandle(mallinfo, type);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment told = (MemorySegment) call.invokeExact((SegmentAllocator) arena);
            return told.getAtIndex(JAVA_LONG, 7);
        }
    }

    private void cycle(int sessions) {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        byte[] longSalt = new byte[14];
        byte[] mac = new byte[20];
        byte[] array = new byte[200];
        for (int i = 0; i < sessions; i++) {
            Transform aead = SrtpCipher.OPENSSL.aead(key, salt);
            aead.protectRtp(array, 12, 100, 1, i);
            aead.unprotectRtp(array, 12, 116, 1, i);
            aead.close();
            Transform counter = SrtpCipher.OPENSSL.counterMode(key, longSalt, mac, 10);
            counter.protectRtp(array, 12, 100, 1, i);
            counter.close();
        }
    }

    /** Debian has it, so there nothing excuses its absence. */
    private static void needOpenssl(SrtpProfile profile) {
        if (SrtpCipher.OPENSSL.isUsable(profile)) return;
        assertFalse(Files.exists(DEBIAN), "libcrypto is not used: " + SrtpCipher.account());
        assumeTrue(false, "needs libcrypto");
    }

    private record Pair(SrtpSession jca, SrtpSession openssl) {}

    private Pair pair(SrtpProfile profile) {
        needOpenssl(profile);
        byte[] key = bytes(profile.keyLength(), 0);
        byte[] salt = bytes(profile.saltLength(), 0);
        return new Pair(
                new SrtpSession(profile, key, salt, SrtpCipher.JCA),
                new SrtpSession(profile, key, salt, SrtpCipher.OPENSSL));
    }

    private byte[] bytes(int length, int first) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] = (byte) first;
        return bytes;
    }
}
