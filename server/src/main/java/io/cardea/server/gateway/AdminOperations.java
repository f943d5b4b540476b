package io.cardea.server.gateway;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The Admin API's requests about the server as a whole; new, Janus has none of them. */
final class AdminOperations {
    private static final Fields DRAIN =
            Fields.NONE.optional("timeout", Kind.POSITIVE_INTEGER).optional("exit", Kind.BOOLEAN);

    private final Operations operations;
    private final IntSupplier sessions;

    /**
     * @param sessions how many there are
     */
    AdminOperations(Operations operations, IntSupplier sessions) {
        this.operations = operations;
        this.sessions = sessions;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(Json request, String name) {
        return switch (name) {
            case "reload" ->
                    Optional.of(Replies.of("success", request).put("reload", operations.reload()));
            case "drain" -> Optional.of(drain(request));
            default -> Optional.empty();
        };
    }

    private Json drain(Json request) {
        AdminApi.check(DRAIN, request);
        long seconds = request.integer("timeout", operations.drainLimit().toSeconds());
        operations.drain(
                Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)),
                request.bool("exit", true));
        return Replies.of("success", request)
                .put("timeout", seconds)
                .put("sessions", sessions.getAsInt());
    }
}
