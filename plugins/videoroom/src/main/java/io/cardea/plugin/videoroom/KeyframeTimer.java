package io.cardea.plugin.videoroom;

import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Asks a publisher for keyframes every {@code fir_freq} seconds. On the publisher's lane. */
final class KeyframeTimer {
    private final Environment environment;
    private final Publisher publisher;
    private Optional<ScheduledFuture<?>> timer = Optional.empty();

    KeyframeTimer(Environment environment, Publisher publisher) {
        this.environment = environment;
        this.publisher = publisher;
    }

    /** Begins if there is reason to. */
    void watch() {
        int seconds = publisher.room().settings().media().firFreq();
        boolean video =
                publisher.streams().stream().anyMatch(stream -> stream.kind() == MediaKind.VIDEO);
        if (timer.isPresent() || seconds == 0 || !video) return;
        timer =
                Optional.of(
                        environment
                                .context()
                                .scheduler()
                                .scheduleAtFixedRate(
                                        publisher::requestKeyframes,
                                        seconds,
                                        seconds,
                                        TimeUnit.SECONDS));
    }

    void stop() {
        timer.ifPresent(t -> t.cancel(false));
        timer = Optional.empty();
    }
}
