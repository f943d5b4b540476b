package io.cardea.rtc.ice;

/** Priorities of candidates and pairs (RFC 8445, 5.1.2 and 6.1.2.3). */
final class Priorities {
    // compat: the reference server's type and local preferences, so that candidate lines compare.
    private static final int HOST = 120;
    private static final int PRFLX = 110;
    private static final int SRFLX = 100;
    private static final int RELAY = 30;

    /** Local preference of the least UDP base; better ones count up from here. */
    static final int UDP_PREFERENCE = 0x2000;

    /** RFC 6544, 4.2: direction preference 2 (passive) in the upper three bits. */
    static final int TCP_PASSIVE_PREFERENCE = 0x4000;

    private Priorities() {}

    static long candidate(IceCandidate.Type type, boolean tcp, int localPreference) {
        int typePreference =
                switch (type) {
                    case HOST -> HOST;
                    case PRFLX -> PRFLX;
                    case SRFLX -> SRFLX;
                    case RELAY -> RELAY;
                };
        if (tcp) typePreference /= 2;
        return ((long) typePreference << 24) | ((long) localPreference << 8) | 255;
    }

    /** {@code g} is the controlling side's priority. */
    static long pair(long g, long d) {
        return (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
    }
}
