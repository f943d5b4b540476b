package io.cardea.media.record;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks of a recording.
 *
 * @param nanos monotonic, the one the media loops use
 * @param epochMicros wall clock, microseconds since the Unix epoch
 */
public record RecordingClock(LongSupplier nanos, LongSupplier epochMicros) {
    public static RecordingClock system() {
        return new RecordingClock(
                System::nanoTime, () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }
}
