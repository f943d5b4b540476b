package io.cardea.events.http;

import io.cardea.spi.Json;
import io.cardea.spi.JsonStyle;
import io.cardea.spi.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * Where events are posted, and how. Immutable.
 *
 * @param user with the password for basic authentication; empty for none
 * @param compression 0 to 9, empty for none
 * @param retries after the first try
 * @param backoffMillis before the first retry; doubles with each
 */
record Backend(
        URI url,
        Optional<String> user,
        String password,
        boolean compress,
        int compression,
        int retries,
        long backoffMillis,
        JsonStyle style) {
    private static final int MAX_COMPRESSION = 9;

    static Backend of(Settings general, URI url) {
        return new Backend(
                url,
                general.string("backend_user"),
                general.string("backend_pwd", ""),
                general.bool("compress", false),
                bounded(general.integer("compression", 6)),
                Math.clamp(general.integer("max_retransmissions", 5), 0, 1_000),
                Math.clamp(general.integer("retransmissions_backoff", 100), 0, 3_600_000),
                JsonStyle.of(general.string("json", "compact")));
    }

    private static int bounded(long compression) {
        return Math.clamp(compression, 0, MAX_COMPRESSION);
    }

    /** With what a request changes; its members have been checked. */
    Backend with(Json request) {
        return new Backend(
                request.get("backend").map(text -> URI.create(text.string())).orElse(url),
                request.get("backend_user").map(Json::string).or(() -> user),
                request.string("backend_pwd", password),
                request.bool("compress", compress),
                bounded(request.integer("compression", compression)),
                Math.clamp(request.integer("max_retransmissions", retries), 0, 1_000),
                Math.clamp(request.integer("retransmissions_backoff", backoffMillis), 0, 3_600_000),
                style);
    }
}
