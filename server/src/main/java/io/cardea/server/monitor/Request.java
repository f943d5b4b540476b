package io.cardea.server.monitor;

import io.cardea.server.gateway.RequestObserver.Asked;
import io.cardea.spi.Json;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** What may be said of a request: of few different words, none of them a client's own. Static. */
final class Request {
    static final String OTHER = "other";

    private static final Set<String> JANUS =
            Set.of(
                    "info",
                    "ping",
                    "create",
                    "keepalive",
                    "attach",
                    "claim",
                    "destroy",
                    "message",
                    "trickle",
                    "hangup",
                    "detach");

    private static final Set<String> ADMIN =
            Set.of(
                    "info",
                    "ping",
                    "get_status",
                    "set_session_timeout",
                    "set_log_level",
                    "set_locking_debug",
                    "set_refcount_debug",
                    "set_log_timestamps",
                    "set_log_colors",
                    "set_libnice_debug",
                    "set_min_nack_queue",
                    "set_nack_optimizations",
                    "set_no_media_timer",
                    "set_slowlink_threshold",
                    "accept_new_sessions",
                    "list_sessions",
                    "list_handles",
                    "handle_info",
                    "destroy_session",
                    "detach_handle",
                    "hangup_webrtc",
                    "start_pcap",
                    "stop_pcap",
                    "start_text2pcap",
                    "stop_text2pcap",
                    "message_plugin",
                    "query_transport",
                    "query_eventhandler",
                    "query_logger",
                    "custom_event",
                    "custom_logline",
                    "resolve_address",
                    "test_stun",
                    "add_token",
                    "remove_token",
                    "list_tokens",
                    "allow_token",
                    "disallow_token",
                    "loops_info",
                    "list_captures",
                    "read_capture",
                    "reload",
                    "drain");

    private Request() {}

    /** Its verb, or {@link #OTHER}. */
    static String name(Asked asked) {
        String name = asked.request().string("janus", "").toLowerCase(Locale.ROOT);
        Set<String> known =
                switch (asked.api()) {
                    case JANUS -> JANUS;
                    case ADMIN -> ADMIN;
                };
        return known.contains(name) ? name : OTHER;
    }

    static String api(Asked asked) {
        return asked.api().name().toLowerCase(Locale.ROOT);
    }

    /** The code of a reply that is an error. */
    static OptionalInt error(Json reply) {
        return reply.get("error")
                .filter(Json::isObject)
                .map(error -> OptionalInt.of((int) error.integer("code", 0)))
                .orElse(OptionalInt.empty());
    }
}
