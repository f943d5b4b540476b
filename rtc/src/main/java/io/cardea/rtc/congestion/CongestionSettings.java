package io.cardea.rtc.congestion;

/**
 * Between which bounds the bandwidth to a receiver is estimated, in bit/s.
 *
 * @param minBps never less: a sound and the smallest picture
 * @param startBps before anything is known of the path
 * @param maxBps never more, whatever the path carries
 */
public record CongestionSettings(long minBps, long startBps, long maxBps) {
    /** Below this not even feedback and sound are sure to fit. */
    public static final long LOWEST_BPS = 10_000;

    /** What the arithmetic is good for. */
    public static final long HIGHEST_BPS = 1_000_000_000;

    public CongestionSettings {
        boolean ordered = LOWEST_BPS <= minBps && minBps <= startBps && startBps <= maxBps;
        if (!ordered || maxBps > HIGHEST_BPS) {
            throw new IllegalArgumentException(
                    "bandwidth from " + minBps + " over " + startBps + " to " + maxBps);
        }
    }

    public static CongestionSettings defaults() {
        return new CongestionSettings(30_000, 300_000, 10_000_000);
    }
}
