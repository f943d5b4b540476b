package io.cardea.server.gateway;

import io.cardea.rtc.peer.PeerSettings;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** The Admin API's requests about settings. Any thread. */
final class AdminSettings {
    /** The loudest level of the log. */
    private static final int MAX_LOG_LEVEL = 7;

    /** Histories for retransmission are no longer than that, in milliseconds. */
    private static final int MAX_NACK_QUEUE = 1_000;

    private final ServerSettings settings;
    private final LiveSettings live;

    AdminSettings(ServerSettings settings, LiveSettings live) {
        this.settings = settings;
        this.live = live;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(Json request, String name) {
        return switch (name) {
            case "get_status" ->
                    Optional.of(Replies.of("success", request).put("status", status()));
            case "set_session_timeout" -> Optional.of(sessionTimeout(request));
            case "set_log_level" -> Optional.of(logLevel(request));
            case "set_log_timestamps" ->
                    flag(request, "timestamps", "log_timestamps", live.log()::timestamps);
            case "set_log_colors" -> flag(request, "colors", "log_colors", live.log()::colors);
            case "set_locking_debug" -> flag(request, "debug", "locking_debug", live::lockingDebug);
            case "set_refcount_debug" ->
                    flag(request, "debug", "refcount_debug", live::refcountDebug);
            case "set_libnice_debug" -> flag(request, "debug", "libnice_debug", live::libniceDebug);
            case "set_min_nack_queue" ->
                    number(
                            request,
                            "min_nack_queue",
                            MAX_NACK_QUEUE,
                            PeerSettings.Media::withMinNackQueue);
            case "set_nack_optimizations" ->
                    flag(
                            request,
                            "nack_optimizations",
                            "nack-optimizations",
                            on -> live.media().change(old -> old.withNackOptimizations(on)));
            case "set_no_media_timer" ->
                    number(
                            request,
                            "no_media_timer",
                            Integer.MAX_VALUE,
                            PeerSettings.Media::withNoMedia);
            case "set_slowlink_threshold" ->
                    number(
                            request,
                            "slowlink_threshold",
                            Integer.MAX_VALUE,
                            PeerSettings.Media::withSlowlink);
            case "accept_new_sessions" -> flag(request, "accept", "accept", live::accepting);
            default -> Optional.empty();
        };
    }

    private Json status() {
        PeerSettings.Media media = live.media().get();
        Json status = Json.object();
        if (live.isDraining()) status.put("draining", true);
        return status.put("token_auth", settings.access().tokenAuth())
                .put("session_timeout", live.sessionTimeout().toSeconds())
                .put("reclaim_session_timeout", live.reclaim().toSeconds())
                .put("candidates_timeout", settings.sessions().candidates().toSeconds())
                .put("log_level", live.log().level())
                .put("log_timestamps", live.log().timestamps())
                .put("log_colors", live.log().colors())
                .put("locking_debug", live.lockingDebug())
                .put("refcount_debug", live.refcountDebug())
                .put("libnice_debug", live.libniceDebug())
                .put("min_nack_queue", media.minNackQueueMillis())
                .put("nack-optimizations", media.nackOptimizations())
                .put("no_media_timer", media.noMediaSeconds())
                .put("slowlink_threshold", media.slowlinkThreshold());
    }

    private Json sessionTimeout(Json request) {
        AdminApi.check(Fields.NONE.mandatory("timeout", Kind.POSITIVE_INTEGER), request);
        long seconds = request.integer("timeout", 0);
        live.sessionTimeout(Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)));
        return Replies.of("success", request).put("timeout", seconds);
    }

    private Json logLevel(Json request) {
        AdminApi.check(Fields.NONE.mandatory("level", Kind.POSITIVE_INTEGER), request);
        long level = request.integer("level", 0);
        if (level > MAX_LOG_LEVEL) {
            throw ApiException.element("level should be between 0 and 7");
        }
        live.log().level((int) level);
        return Replies.of("success", request).put("level", level);
    }

    private interface Flag {
        void set(boolean on);
    }

    private static Optional<Json> flag(Json request, String name, String told, Flag flag) {
        AdminApi.check(Fields.NONE.mandatory(name, Kind.BOOLEAN), request);
        boolean on = request.bool(name, false);
        flag.set(on);
        return Optional.of(Replies.of("success", request).put(told, on));
    }

    private Optional<Json> number(
            Json request,
            String name,
            int most,
            BiFunction<PeerSettings.Media, Integer, PeerSettings.Media> change) {
        AdminApi.check(Fields.NONE.mandatory(name, Kind.POSITIVE_INTEGER), request);
        int value = (int) Math.min(request.integer(name, 0), most);
        live.media().change(old -> change.apply(old, value));
        return Optional.of(Replies.of("success", request).put(name, value));
    }
}
