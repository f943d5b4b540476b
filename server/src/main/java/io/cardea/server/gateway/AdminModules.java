package io.cardea.server.gateway;

import io.cardea.server.event.EventHandlers;
import io.cardea.server.event.ServerEvent;
import io.cardea.spi.EventHandler;
import io.cardea.spi.EventType;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.LogSink;
import io.cardea.spi.Plugin;
import io.cardea.spi.Transport;
import java.util.Optional;

/** What the Admin API passes on to plugins, transports, event handlers and the log. Any thread. */
final class AdminModules {
    private static final Fields EVENT =
            Fields.NONE.mandatory("schema", Kind.STRING).mandatory("data", Kind.OBJECT);
    private static final Fields LINE =
            Fields.NONE.mandatory("line", Kind.STRING).optional("level", Kind.POSITIVE_INTEGER);
    private static final int INFO = 4;

    private final Modules modules;
    private final EventHandlers events;
    private final LogControl log;

    AdminModules(Modules modules, EventHandlers events, LogControl log) {
        this.modules = modules;
        this.events = events;
        this.log = log;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(Json request, String name) {
        return switch (name) {
            case "message_plugin" -> Optional.of(plugin(request));
            case "query_transport" -> Optional.of(transport(request));
            case "query_eventhandler" -> Optional.of(eventHandler(request));
            case "query_logger" -> Optional.of(logger(request));
            case "custom_event" -> Optional.of(event(request));
            case "custom_logline" -> Optional.of(line(request));
            default -> Optional.empty();
        };
    }

    private static void checkQuery(String member, Json request) {
        AdminApi.check(
                Fields.NONE.mandatory(member, Kind.STRING).optional("request", Kind.OBJECT),
                request);
    }

    private static Json body(Json request) {
        return request.get("request").orElseGet(Json::object);
    }

    private Json plugin(Json request) {
        checkQuery("plugin", request);
        Plugin plugin =
                modules.plugin(request.string("plugin", ""))
                        .orElseThrow(() -> ApiException.invalid("plugin"));
        if (!plugin.hasAdmin()) {
            throw ApiException.unknown("Plugin doesn't support Admin API messages");
        }
        return Replies.of("success", request).put("response", plugin.admin(body(request)));
    }

    private Json transport(Json request) {
        checkQuery("transport", request);
        Transport transport =
                modules.transport(request.string("transport", ""))
                        .orElseThrow(() -> ApiException.invalid("transport"));
        return Replies.of("success", request).put("response", transport.query(body(request)));
    }

    private Json eventHandler(Json request) {
        checkQuery("handler", request);
        EventHandler handler =
                modules.eventHandler(request.string("handler", ""))
                        .orElseThrow(() -> ApiException.invalid("event handler"));
        return Replies.of("success", request).put("response", handler.query(body(request)));
    }

    private Json logger(Json request) {
        checkQuery("logger", request);
        LogSink logger =
                modules.logger(request.string("logger", ""))
                        .orElseThrow(() -> ApiException.invalid("logger"));
        return Replies.of("success", request).put("response", logger.query(body(request)));
    }

    private Json event(Json request) {
        AdminApi.check(EVENT, request);
        if (events.isEnabled()) {
            Json body =
                    Json.object()
                            .put("schema", request.string("schema", ""))
                            .put("data", request.get("data").orElseThrow());
            events.publish(new ServerEvent(EventType.EXTERNAL, 0, 0, 0, Optional.empty(), body));
        }
        return Replies.of("success", request);
    }

    private Json line(Json request) {
        AdminApi.check(LINE, request);
        long level = request.integer("level", INFO);
        log.line(level < 1 || level > 7 ? INFO : (int) level, request.string("line", ""));
        return Replies.of("success", request);
    }
}
