package io.cardea.media.port;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct sockaddr_in} and {@code sockaddr_in6}, and the addresses they hold. */
final class SockAddr {
    /** Room for either. */
    static final int BYTES = 32;

    static final int IPV4_BYTES = 16;
    static final int IPV6_BYTES = 28;

    private static final ValueLayout.OfShort SHORT_BE =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT_BE =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG_BE =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int SLOTS = 1 << 13;

    // Direct-mapped: an address that falls on another's slot takes it.
    private final TransportAddress[] known = new TransportAddress[SLOTS];

    /** Writes an address; returns the length of the structure. */
    static int write(MemorySegment to, long at, TransportAddress address, int scope) {
        to.set(SHORT_BE, at + 2, (short) address.port());
        if (!address.isIpv6()) {
            to.set(JAVA_SHORT_UNALIGNED, at, (short) Libc.AF_INET);
            to.set(INT_BE, at + 4, (int) address.low());
            to.set(JAVA_LONG_UNALIGNED, at + 8, 0);
            return IPV4_BYTES;
        }
        to.set(JAVA_SHORT_UNALIGNED, at, (short) Libc.AF_INET6);
        to.set(JAVA_INT_UNALIGNED, at + 4, 0);
        to.set(LONG_BE, at + 8, address.high());
        to.set(LONG_BE, at + 16, address.low());
        boolean linkLocal = address.high() >>> 54 == 0xFE80 >>> 6;
        to.set(JAVA_INT_UNALIGNED, at + 24, linkLocal ? scope : 0);
        return IPV6_BYTES;
    }

    static int port(MemorySegment from, long at) {
        return from.get(SHORT_BE, at + 2) & 0xFFFF;
    }

    /** Reads a UDP address; the same object again for one seen lately. */
    TransportAddress read(MemorySegment from, long at) {
        int port = port(from, at);
        if (from.get(JAVA_SHORT_UNALIGNED, at) == Libc.AF_INET) {
            int ip = from.get(INT_BE, at + 4);
            return ipv4(ip, port);
        }
        return ipv6(from.get(LONG_BE, at + 8), from.get(LONG_BE, at + 16), port);
    }

    private TransportAddress ipv4(int ip, int port) {
        int slot = slot(ip * 0x9E3779B97F4A7C15L + port);
        TransportAddress seen = known[slot];
        long low = ip & 0xFFFF_FFFFL;
        if (seen != null && !seen.isIpv6() && seen.low() == low && seen.port() == port) {
            return seen;
        }
        TransportAddress made = TransportAddress.ipv4(Protocol.UDP, ip, port);
        known[slot] = made;
        return made;
    }

    private TransportAddress ipv6(long high, long low, int port) {
        int slot = slot((high * 31 + low) * 0x9E3779B97F4A7C15L + port);
        TransportAddress seen = known[slot];
        if (seen != null
                && seen.isIpv6()
                && seen.low() == low
                && seen.high() == high
                && seen.port() == port) {
            return seen;
        }
        TransportAddress made = TransportAddress.ipv6(Protocol.UDP, high, low, port);
        known[slot] = made;
        return made;
    }

    private static int slot(long mixed) {
        long hash = mixed * 0xBF58476D1CE4E5B9L;
        return (int) (hash >>> 32 ^ hash >>> 51) & (SLOTS - 1);
    }
}
