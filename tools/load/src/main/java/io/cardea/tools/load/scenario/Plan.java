package io.cardea.tools.load.scenario;

import io.cardea.tools.load.peer.MediaPlan;
import io.cardea.tools.load.peer.ReceivePlan;
import io.cardea.tools.load.peer.Suite;
import java.time.Duration;
import java.util.Optional;

/**
 * A stock scenario with its figures: what a scenario file says.
 *
 * @param scenario which one
 * @param size how many of what
 * @param pace how fast, and how long
 * @param media what publishers send
 * @param receive how receivers behave
 * @param network how they reach the server
 */
public record Plan(
        Stock scenario,
        Size size,
        Pace pace,
        MediaPlan media,
        ReceivePlan receive,
        Network network) {

    /**
     * @param rooms of them
     * @param publishers in each room; or the peers of {@code echo}
     * @param viewers of each publisher
     */
    public record Size(int rooms, int publishers, int viewers) {
        public Size {
            require(rooms, 1, "rooms");
            require(publishers, 1, "publishers");
            require(viewers, 0, "viewers");
        }

        private static void require(int value, int least, String what) {
            if (value < least || value > 100_000) {
                throw new IllegalArgumentException(what + " out of range: " + value);
            }
        }
    }

    /**
     * @param rate sessions a second that are set up, 0 for as fast as they can
     * @param stay how long those of {@code churn} stay
     * @param warmup from when all are up to the steady part
     * @param duration of the steady part
     */
    public record Pace(double rate, Duration stay, Duration warmup, Duration duration) {
        public Pace {
            if (rate < 0 || rate > 10_000) {
                throw new IllegalArgumentException("rate out of range: " + rate);
            }
            if (stay.isNegative() || stay.isZero()) {
                throw new IllegalArgumentException("stay out of range: " + stay);
            }
            if (warmup.isNegative() || warmup.toHours() > 1) {
                throw new IllegalArgumentException("warmup out of range: " + warmup);
            }
            if (duration.isNegative() || duration.toDays() > 7) {
                throw new IllegalArgumentException("duration out of range: " + duration);
            }
        }
    }

    /**
     * @param suite which SRTP profiles are offered
     * @param loops threads that carry the peers
     * @param gather how long packets gather in the sockets before they are read, together
     * @param address of ours; empty for the one that leads to the server
     */
    public record Network(Suite suite, int loops, Duration gather, Optional<String> address) {
        public Network {
            if (loops < 1 || loops > 256) {
                throw new IllegalArgumentException("loops out of range: " + loops);
            }
            if (gather.isNegative() || gather.toMillis() > 100) {
                throw new IllegalArgumentException("gather out of range: " + gather);
            }
        }
    }

    /** One publisher, ten viewers, ten seconds. */
    public static Plan defaults() {
        return new Plan(
                Stock.BROADCAST,
                new Size(1, 1, 10),
                new Pace(50, Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(10)),
                MediaPlan.defaults(),
                ReceivePlan.defaults(),
                new Network(Suite.ANY, 1, Duration.ZERO, Optional.empty()));
    }

    /** The same with another number of what grows: viewers, or peers of {@code echo}. */
    public Plan withLevel(int level) {
        Size other =
                scenario == Stock.ECHO
                        ? new Size(size.rooms, level, size.viewers)
                        : new Size(size.rooms, size.publishers, level);
        return new Plan(scenario, other, pace, media, receive, network);
    }

    public int level() {
        return scenario == Stock.ECHO ? size.publishers : size.viewers;
    }

    /** For titles. */
    public String title() {
        String what =
                switch (scenario) {
                    case ECHO -> size.publishers + " peers";
                    case BROADCAST -> "1 x " + size.viewers;
                    case VIDEOROOM -> size.rooms + " x " + size.publishers + " x " + size.viewers;
                    case CHURN -> "1 x " + size.viewers + " and " + pace.rate + " joins/s";
                };
        String video =
                media.hasVideo() ? media.bitrate() / 1_000 + " kbit/s " + media.video() : "audio";
        return scenario.word() + " " + what + ", " + video;
    }
}
