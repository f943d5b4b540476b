package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;

/**
 * The id of a room or of a publisher: a number, or with {@code string_ids} a text.
 *
 * @param json as the API writes it
 */
record Id(Json json) {
    Id {
        if (!json.isInteger() && !json.isString()) throw new IllegalArgumentException("id " + json);
    }

    static Id of(long number) {
        return new Id(Json.of(number));
    }

    static Id of(String text) {
        return new Id(Json.of(text));
    }

    boolean isText() {
        return json.isString();
    }

    /** The number; 0 for a text. */
    long number() {
        return json.isInteger() ? json.integer() : 0;
    }

    /** The id without quotes. */
    @Override
    public String toString() {
        return json.isString() ? json.string() : Long.toString(json.integer());
    }
}
