package io.cardea.server.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code media} of the main configuration file.
 *
 * @param encrypted false with {@code no_webrtc_encryption}
 * @param portRange of host candidates; empty for any
 * @param silence after which media counts as stopped; zero for never
 * @param slowLinkThreshold packets lost in a second that make a slow link; 0 for never
 * @param feedback NACK and transport-wide feedback
 * @param dscp of outgoing media; 0 for none
 */
public record MediaSettings(
        boolean encrypted,
        Ipv6 ipv6,
        Optional<PortRange> portRange,
        Duration silence,
        int slowLinkThreshold,
        Feedback feedback,
        int dtlsMtu,
        int dscp) {
    static final int MAX_NACK_QUEUE_MILLIS = 1_000;

    static MediaSettings of(Reader media, Reader general) {
        int dscp = media.number("dscp", media.number("dscp_tos", 0, 0, 63), 0, 63);
        return new MediaSettings(
                !general.flag("no_webrtc_encryption", false),
                new Ipv6(media.flag("ipv6", false), media.flag("ipv6_linklocal", false)),
                media.text("rtp_port_range").flatMap(PortRange::parse),
                media.seconds("no_media_timer", 1, 0),
                media.numberOrDefault("slowlink_threshold", 0, 0),
                Feedback.of(media),
                media.number("dtls_mtu", 1_200, 256, 1_500),
                dscp);
    }

    /** Which IPv6 addresses are candidates. */
    public record Ipv6(boolean enabled, boolean linkLocal) {}

    /**
     * NACK and transport-wide feedback.
     *
     * @param minNackQueue shortest history kept for retransmission, at most a second
     * @param nackOptimizations whether a keyframe empties that history
     * @param twccPeriod between two transport-wide feedbacks
     */
    public record Feedback(Duration minNackQueue, boolean nackOptimizations, Duration twccPeriod) {
        static Feedback of(Reader media) {
            int queue = media.numberOrDefault("min_nack_queue", 200, 0);
            return new Feedback(
                    Duration.ofMillis(Math.min(queue, MAX_NACK_QUEUE_MILLIS)),
                    media.flag("nack_optimizations", false),
                    Duration.ofMillis(media.numberOrDefault("twcc_period", 200, 1)));
        }
    }

    /** A range of UDP ports, both ends included. */
    public record PortRange(int first, int last) {
        public PortRange {
            if (first < 0 || last > 65_535 || first > last) {
                throw new IllegalArgumentException("port range " + first + "-" + last);
            }
        }

        /**
         * Janus's reading of {@code min-max}: ends may be swapped, what is no number is 0, a last
         * port of 0 is the highest there is; without a dash it is ignored.
         */
        static Optional<PortRange> parse(String text) {
            int dash = text.indexOf('-');
            if (dash < 0) return Optional.empty();
            int a = port(text.substring(0, dash));
            int b = port(text.substring(dash + 1));
            int last = Math.max(a, b);
            return Optional.of(new PortRange(Math.min(a, b), last == 0 ? 65_535 : last));
        }

        private static int port(String text) {
            try {
                int port = Integer.parseInt(text.trim());
                return port < 0 || port > 65_535 ? 0 : port;
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
