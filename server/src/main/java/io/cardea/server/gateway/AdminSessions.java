package io.cardea.server.gateway;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The Admin API's requests about sessions. Any thread. */
final class AdminSessions {
    private static final Fields TIMEOUT = Fields.NONE.mandatory("timeout", Kind.INTEGER);

    private final Sessions sessions;
    private final Consumer<Session> destroy;

    /**
     * @param destroy ends a session
     */
    AdminSessions(Sessions sessions, Consumer<Session> destroy) {
        this.sessions = sessions;
        this.destroy = destroy;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(Json request, String name) {
        if (!name.equals("list_sessions")) return Optional.empty();
        Json ids = Json.array();
        sessions.all().forEach(session -> ids.add(session.id()));
        return Optional.of(Replies.of("success", request).put("sessions", ids));
    }

    /** The same of a request about one. */
    Optional<Json> serve(Session session, Json request, String name) {
        return switch (name) {
            case "destroy_session" -> {
                destroy.accept(session);
                yield Optional.of(Replies.of("success", request));
            }
            case "set_session_timeout" -> Optional.of(timeout(session, request));
            case "list_handles" -> {
                Json ids = Json.array();
                session.handles().forEach(handle -> ids.add(handle.id()));
                yield Optional.of(Replies.of("success", request).put("handles", ids));
            }
            default -> Optional.empty();
        };
    }

    private static Json timeout(Session session, Json request) {
        AdminApi.check(TIMEOUT, request);
        long seconds = request.integer("timeout", 0);
        if (seconds < -1) {
            throw ApiException.element("timeout should be a non-negative integer or -1");
        }
        session.timeout(
                seconds < 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE))));
        // compat: not in the order of other replies
        return Json.object()
                .put("janus", "success")
                .put("transaction", request.string("transaction", ""))
                .put("timeout", seconds)
                .put("session_id", session.id());
    }
}
