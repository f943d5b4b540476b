package io.cardea.server.gateway;

import io.cardea.server.config.ServerSettings.Access;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.Plugin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The Admin API, as far as it goes: {@code info}, {@code ping}, {@code list_sessions}, {@code
 * list_handles}, {@code handle_info} (what there is to tell of the handle, its plugin and its
 * PeerConnection), {@code message_plugin}, {@code loops_info}. Any thread; blocks for a moment.
 */
final class AdminApi {
    private static final Fields ENVELOPE =
            Fields.NONE.mandatory("transaction", Kind.STRING).mandatory("janus", Kind.STRING);
    private static final Fields MESSAGE_PLUGIN =
            Fields.NONE.mandatory("plugin", Kind.STRING).optional("request", Kind.OBJECT);
    private static final Fields HANDLE_INFO = Fields.NONE.optional("plugin_only", Kind.BOOLEAN);

    private final Optional<byte[]> secret;
    private final Sessions sessions;
    private final Modules modules;
    private final HandleConnection.Factory connections;

    AdminApi(
            Access access,
            Sessions sessions,
            Modules modules,
            HandleConnection.Factory connections) {
        this.connections = connections;
        this.secret = access.adminSecret().map(AdminApi::bytes);
        this.sessions = sessions;
        this.modules = modules;
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
        if (sessionId == 0 && handleId == 0) return global(request, name, written);
        authorize(request);
        if (sessionId == 0) throw ApiException.noSession();
        Session session =
                sessions.find(sessionId).orElseThrow(() -> ApiException.noSession(sessionId));
        if (handleId == 0) return ofSession(session, request, name, written);
        PluginHandle handle =
                session.handle(handleId)
                        .orElseThrow(() -> ApiException.noHandle(handleId, sessionId));
        if (!name.equals("handle_info")) throw ApiException.unhandled(written);
        return handleInfo(handle, request);
    }

    /** The first flaw of what every request has. */
    static Optional<Fields.Flaw> flaw(Json request) {
        return ENVELOPE.check(request);
    }

    private void authorize(Json request) {
        boolean permitted =
                secret.isEmpty()
                        || MessageDigest.isEqual(
                                secret.get(), bytes(request.string("admin_secret", "")));
        if (!permitted) throw ApiException.unauthorized();
    }

    private Json global(Json request, String name, String written) {
        if (name.equals("ping")) return Replies.of("pong", request);
        authorize(request);
        return switch (name) {
            case "list_sessions" -> {
                Json ids = Json.array();
                sessions.all().forEach(session -> ids.add(session.id()));
                yield Replies.of("success", request).put("sessions", ids);
            }
            case "message_plugin" -> messagePlugin(request);
            case "loops_info" ->
                    Replies.of("success", request).put("loops", connections.loops());
            default -> throw ApiException.unhandled(written);
        };
    }

    private Json messagePlugin(Json request) {
        check(MESSAGE_PLUGIN, request);
        Plugin plugin =
                modules.plugin(request.string("plugin", ""))
                        .orElseThrow(() -> ApiException.invalidPlugin());
        if (!plugin.hasAdmin()) {
            throw ApiException.unknown("Plugin doesn't support Admin API messages");
        }
        Json response = plugin.admin(request.get("request").orElseGet(Json::object));
        return Replies.of("success", request).put("response", response);
    }

    private static Json ofSession(Session session, Json request, String name, String written) {
        if (!name.equals("list_handles")) throw ApiException.unhandled(written);
        Json ids = Json.array();
        session.handles().forEach(handle -> ids.add(handle.id()));
        return Replies.of("success", request).put("handles", ids);
    }

    private static Json handleInfo(PluginHandle handle, Json request) {
        check(HANDLE_INFO, request);
        Json info = Json.object().put("session_id", handle.sessionId());
        info.put("handle_id", handle.id());
        handle.opaqueId().ifPresent(text -> info.put("opaque_id", text));
        info.put("current_time", TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
        info.put("plugin", handle.plugin().info().packageName());
        handle.describe().ifPresent(state -> info.put("plugin_specific", state));
        if (!request.bool("plugin_only", false)) {
            handle.connection().describe().ifPresent(peer -> info.put("webrtc", peer));
        }
        return Replies.of("success", request).put("handle_id", handle.id()).put("info", info);
    }

    private static void check(Fields fields, Json request) {
        Optional<Fields.Flaw> flaw = fields.check(request);
        if (flaw.isPresent()) throw ApiException.flaw(flaw.get());
    }
}
