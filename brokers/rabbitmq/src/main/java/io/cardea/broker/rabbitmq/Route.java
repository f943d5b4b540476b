package io.cardea.broker.rabbitmq;

import java.util.Optional;

/**
 * Where a message goes.
 *
 * @param correlationId what the request carried
 */
record Route(String key, Optional<String> correlationId) {
    Route(String key) {
        this(key, Optional.empty());
    }
}
