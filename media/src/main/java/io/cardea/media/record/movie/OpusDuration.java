package io.cardea.media.record.movie;

/** How long an Opus packet lasts, from its first bytes (RFC 6716, 3.1 and 3.2). */
final class OpusDuration {
    private static final int MAX_MILLIS = 120;

    private OpusDuration() {}

    static int millis(byte[] packet) {
        if (packet.length == 0) return 0;
        int configuration = (packet[0] & 0xFF) >> 3;
        int count =
                switch (packet[0] & 3) {
                    case 0 -> 1;
                    case 1, 2 -> 2;
                    default -> packet.length > 1 ? packet[1] & 0x3F : 0;
                };
        return Math.min(MAX_MILLIS, count * micros(configuration) / 1_000);
    }

    private static int micros(int configuration) {
        int step = configuration & 3;
        if (configuration < 12) return step == 3 ? 60_000 : 10_000 << step;
        if (configuration < 16) return 10_000 << (configuration & 1);
        return 2_500 << step;
    }
}
