package io.cardea.server.gateway;

import io.cardea.spi.Json;
import java.time.Duration;

/** A server that nobody operates. */
final class NoOperations implements Operations {
    @Override
    public Json reload() {
        return Json.object();
    }

    @Override
    public void drain(Duration limit, boolean exits) {}

    @Override
    public Duration drainLimit() {
        return Duration.ofSeconds(60);
    }
}
