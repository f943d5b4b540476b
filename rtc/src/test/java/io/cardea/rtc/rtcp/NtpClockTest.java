package io.cardea.rtc.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class NtpClockTest {
    @Test
    void countsFromNineteenHundred() {
        NtpClock clock = new NtpClock(0);

        assertEquals(0x83AA7E80_00000000L, clock.ntp(0));
        assertEquals(0x83AA7E81_80000000L, clock.ntp(1_500_000_000L));
        assertEquals(0x83AA7E7F_80000000L, clock.ntp(-500_000_000L));
    }

    @Test
    void addsTheOffsetOfTheLoop() {
        // RFC 3550, 6.4.1: 10 Nov 1995 11:33:25.125 UTC is 0xb44db705:20000000.
        long unix = (0xB44DB705L - 2_208_988_800L) * 1_000_000_000L + 125_000_000L;
        NtpClock clock = new NtpClock(unix - 77);

        assertEquals(0xB44DB705_20000000L, clock.ntp(77));
        assertEquals(0xB705_2000, NtpClock.compact(clock.ntp(77)));
    }

    @Test
    void convertsDelays() {
        assertEquals(0x0005_4000, NtpClock.compactOfNanos(5_250_000_000L));
        assertEquals(5_250_000_000L, NtpClock.nanosOfCompact(0x0005_4000));
        assertEquals(65_535_999_984_741L, NtpClock.nanosOfCompact(-1));
    }
}
