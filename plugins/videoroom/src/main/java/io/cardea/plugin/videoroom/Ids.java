package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Which kind of ids the plugin works with. Any thread.
 *
 * @param strings {@code string_ids} of the settings
 */
record Ids(boolean strings) {
    private static final RandomGenerator RANDOM = new SecureRandom();

    /** Ids are safe integers in JavaScript. */
    private static final long MAX = (1L << 53) - 1;

    private static final long MAX_32 = (1L << 32) - 1;

    /** What a request must contain. */
    Fields.Kind kind() {
        return strings ? Fields.Kind.STRING : Fields.Kind.POSITIVE_INTEGER;
    }

    /** The id in a checked request; 0 and the empty text are none. */
    Optional<Id> find(Json body, String name) {
        return body.get(name)
                .filter(strings ? Json::isString : Json::isInteger)
                .filter(json -> strings ? !json.string().isEmpty() : json.integer() != 0)
                .map(Id::new);
    }

    /** The id in a checked request, whatever it is. */
    Id get(Json body, String name) {
        return body.get(name)
                .filter(strings ? Json::isString : Json::isInteger)
                .map(Id::new)
                .orElseGet(() -> strings ? Id.of("") : Id.of(0));
    }

    /** The id that a configuration file says as text; empty when it is none. */
    Optional<Id> parse(String text) {
        if (strings) return text.isEmpty() ? Optional.empty() : Optional.of(Id.of(text));
        try {
            long number = Long.parseLong(text);
            return number > 0 ? Optional.of(Id.of(number)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    Id random() {
        return strings ? Id.of(UUID.randomUUID().toString()) : Id.of(RANDOM.nextLong(1, MAX));
    }

    /** compat: a dummy's id is a number, with {@code string_ids} as text. */
    Id randomNumber() {
        long number = RANDOM.nextLong(1, MAX);
        return strings ? Id.of(Long.toString(number)) : Id.of(number);
    }

    /** A private id or the id of a forwarder. */
    static long random32() {
        return RANDOM.nextLong(1, MAX_32 + 1);
    }
}
