package io.cardea.server.gateway;

import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.Optional;
import java.util.function.Supplier;

/** Watches requests being served. Any thread; must not block, nor change anything. */
@FunctionalInterface
public interface RequestObserver {
    /** Watches nothing. */
    RequestObserver NONE = asked -> reply -> {};

    /** Which of the two APIs a request came by. */
    enum Api {
        JANUS,
        ADMIN
    }

    /**
     * A request as it came, good or bad.
     *
     * @param plugin the package of the handle's plugin, if the request names a handle that is there
     */
    record Asked(
            Api api, TransportClient client, Json request, Supplier<Optional<String>> plugin) {}

    /** One request being served. */
    @FunctionalInterface
    interface Watch {
        /** This is the answer; it has not been sent yet. */
        void answered(Json reply);
    }

    Watch begin(Asked asked);

    /** Both watch. */
    @SuppressWarnings("ReferenceEquality") // nobody is a constant
    default RequestObserver and(RequestObserver other) {
        if (this == NONE) return other;
        return asked -> {
            Watch first = begin(asked);
            Watch second = other.begin(asked);
            return reply -> {
                first.answered(reply);
                second.answered(reply);
            };
        };
    }
}
