package io.cardea.server.gateway;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The Admin API's requests about handles. Any thread; blocks for a moment. */
final class AdminHandles {
    private static final Fields HANDLE_INFO = Fields.NONE.optional("plugin_only", Kind.BOOLEAN);
    private static final Fields CAPTURE =
            Fields.NONE
                    .optional("folder", Kind.STRING)
                    .optional("filename", Kind.STRING)
                    .optional("truncate", Kind.POSITIVE_INTEGER);

    private final LiveSettings live;
    private final Consumer<PluginHandle> detach;

    /**
     * @param detach ends a handle and tells its client
     */
    AdminHandles(LiveSettings live, Consumer<PluginHandle> detach) {
        this.live = live;
        this.detach = detach;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(PluginHandle handle, Json request, String name) {
        return switch (name) {
            case "detach_handle" -> {
                detach.accept(handle);
                yield Optional.of(done(request));
            }
            case "hangup_webrtc" -> {
                handle.hangup("Admin API");
                yield Optional.of(done(request));
            }
            case "handle_info" -> Optional.of(info(handle, request));
            case "start_pcap" -> Optional.of(startCapture(handle, request, false));
            case "start_text2pcap" -> Optional.of(startCapture(handle, request, true));
            case "stop_pcap", "stop_text2pcap" -> {
                if (!handle.connection().stopCapture()) {
                    throw ApiException.unknown("Capture not started");
                }
                yield Optional.of(captured(request));
            }
            default -> Optional.empty();
        };
    }

    private static Json done(Json request) {
        return Replies.of("success", request);
    }

    private static Json startCapture(PluginHandle handle, Json request, boolean text) {
        AdminApi.check(CAPTURE, request);
        String kind = text ? "text2pcap" : "pcap";
        HandleConnection.Capture wish =
                new HandleConnection.Capture(
                        text,
                        request.string("folder", ""),
                        request.string("filename", ""),
                        (int) Math.min(request.integer("truncate", 0), Integer.MAX_VALUE));
        try {
            if (handle.connection().startCapture(wish)) return captured(request);
        } catch (IOException e) {
            throw ApiException.unknown("Error starting " + kind + " dump");
        }
        throw ApiException.unknown(kind + " already started");
    }

    /** compat: these replies have no ids. */
    private static Json captured(Json request) {
        return Json.object()
                .put("janus", "success")
                .put("transaction", request.string("transaction", ""));
    }

    private Json info(PluginHandle handle, Json request) {
        AdminApi.check(HANDLE_INFO, request);
        Session session = handle.session();
        Json info = Json.object().put("session_id", session.id());
        info.put("session_last_activity", micros(session.lastActivityNanos()));
        info.put("session_timeout", session.timeout(live.sessionTimeout()).toSeconds());
        session.transport().ifPresent(text -> info.put("session_transport", text));
        info.put("handle_id", handle.id());
        handle.opaqueId().ifPresent(text -> info.put("opaque_id", text));
        handle.token().ifPresent(text -> info.put("token", text));
        // compat: the loops that all handles share always run
        info.put("loop-running", true);
        info.put("created", micros(handle.createdNanos()));
        info.put("current_time", micros(System.nanoTime()));
        info.put("plugin", handle.plugin().info().packageName());
        handle.describe().ifPresent(state -> info.put("plugin_specific", state));
        if (!request.bool("plugin_only", false)) {
            handle.connection().describe(info);
        }
        return Replies.of("success", request).put("handle_id", handle.id()).put("info", info);
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
