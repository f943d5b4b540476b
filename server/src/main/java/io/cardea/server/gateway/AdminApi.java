package io.cardea.server.gateway;

import io.cardea.server.config.ServerSettings.Access;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/**
 * The Admin API: who may use it, and which of its parts serves a request. Any thread; blocks for a
 * moment.
 */
final class AdminApi {
    private static final Fields ENVELOPE =
            Fields.NONE.mandatory("transaction", Kind.STRING).mandatory("janus", Kind.STRING);

    private final Optional<byte[]> secret;
    private final Sessions sessions;
    private final Parts parts;

    /** What serves the requests. */
    record Parts(
            AdminOperations operations,
            AdminSettings settings,
            AdminModules modules,
            AdminTokens tokens,
            AdminNetwork network,
            AdminSessions sessions,
            AdminHandles handles) {}

    AdminApi(Access access, Sessions sessions, Parts parts) {
        this.secret = access.adminSecret().map(AdminApi::bytes);
        this.sessions = sessions;
        this.parts = parts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Serves what is left after {@code info}, which only the gateway can tell.
     *
     * @throws ApiException if it fails
     */
    Json serve(Json request) {
        String written = request.string("janus", "");
        String name = written.toLowerCase(Locale.ROOT);
        long sessionId = request.integer("session_id", 0);
        long handleId = request.integer("handle_id", 0);
        if (sessionId == 0 && handleId == 0) {
            if (name.equals("ping")) return Replies.of("pong", request);
            authorize(request);
            return global(request, name).orElseThrow(() -> ApiException.unhandled(written));
        }
        authorize(request);
        if (sessionId == 0) throw ApiException.noSession();
        Session session =
                sessions.find(sessionId).orElseThrow(() -> ApiException.noSession(sessionId));
        if (handleId == 0) {
            return parts.sessions()
                    .serve(session, request, name)
                    .orElseThrow(() -> ApiException.unhandled(written));
        }
        PluginHandle handle =
                session.handle(handleId)
                        .orElseThrow(() -> ApiException.noHandle(handleId, sessionId));
        return parts.handles()
                .serve(handle, request, name)
                .orElseThrow(() -> ApiException.unhandled(written));
    }

    private Optional<Json> global(Json request, String name) {
        return parts.operations()
                .serve(request, name)
                .or(() -> parts.settings().serve(request, name))
                .or(() -> parts.sessions().serve(request, name))
                .or(() -> parts.modules().serve(request, name))
                .or(() -> parts.tokens().serve(request, name))
                .or(() -> parts.network().serve(request, name));
    }

    private void authorize(Json request) {
        boolean permitted =
                secret.isEmpty()
                        || MessageDigest.isEqual(
                                secret.get(), bytes(request.string("admin_secret", "")));
        if (!permitted) throw ApiException.unauthorized();
    }

    /** The first flaw of what every request has. */
    static Optional<Fields.Flaw> flaw(Json request) {
        return ENVELOPE.check(request);
    }

    /** Checks what a request has beside that. */
    static void check(Fields fields, Json request) {
        Optional<Fields.Flaw> flaw = fields.check(request);
        if (flaw.isPresent()) throw ApiException.flaw(flaw.get());
    }
}
