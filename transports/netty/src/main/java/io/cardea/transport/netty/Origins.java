package io.cardea.transport.netty;

import io.cardea.spi.Settings;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/**
 * The {@code cors} section: which web pages may use a listener. Immutable; any thread.
 *
 * @param allowed the origin to name in answers; empty for all
 * @param enforced whether to turn requests from elsewhere away, rather than leave it to browsers
 */
public record Origins(Optional<String> allowed, boolean enforced) {

    public static Origins of(Settings section) {
        Optional<String> allowed = section.string("allow_origin").filter(o -> !o.isEmpty());
        return new Origins(allowed, allowed.isPresent() && section.bool("enforce_cors", false));
    }

    /** The value of {@code Access-Control-Allow-Origin}. */
    public String header() {
        return allowed.orElse("*");
    }

    /** Judges by {@code Origin}, or {@code Referer} where that is missing. */
    public boolean permits(HttpHeaders request) {
        if (!enforced) return true;
        String origin = request.get(HttpHeaderNames.ORIGIN);
        if (origin == null) origin = request.get(HttpHeaderNames.REFERER);
        // compat: a prefix is enough, so that a port or a path may follow (transcript http/cors)
        return origin != null && origin.startsWith(allowed.orElse(""));
    }
}
