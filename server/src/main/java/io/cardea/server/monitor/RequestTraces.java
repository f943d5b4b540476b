package io.cardea.server.monitor;

import io.cardea.server.gateway.RequestObserver;
import io.cardea.spi.Json;
import io.cardea.spi.Tracer;
import java.util.Optional;
import java.util.OptionalInt;

/** A span for each request; ids are told, secrets, tokens and descriptions never. Any thread. */
public final class RequestTraces implements RequestObserver {
    /** Longer names of plugins' requests are nobody's. */
    private static final int MAX_NAME = 32;

    private final Tracer tracer;

    public RequestTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Watch begin(Asked asked) {
        Json request = asked.request();
        String api = Request.api(asked);
        String name = Request.name(asked);
        Tracer.Span span = tracer.begin(api + "." + name, asked.client().traceParent());
        span.note("janus.api", api);
        span.note("janus.request", name);
        asked.client().transport().ifPresent(transport -> span.note("janus.transport", transport));
        id(span, "janus.session_id", request.integer("session_id", 0));
        id(span, "janus.handle_id", request.integer("handle_id", 0));
        asked.plugin().get().or(() -> wanted(request)).ifPresent(p -> span.note("janus.plugin", p));
        pluginRequest(request).ifPresent(text -> span.note("janus.plugin_request", text));
        return reply -> span.end(error(span, reply));
    }

    private static void id(Tracer.Span span, String attribute, long id) {
        if (id != 0) span.note(attribute, Long.toUnsignedString(id));
    }

    /** Of an {@code attach}. */
    private static Optional<String> wanted(Json request) {
        return word(request.string("plugin", ""));
    }

    private static Optional<String> pluginRequest(Json request) {
        return request.get("body")
                .filter(Json::isObject)
                .flatMap(b -> word(b.string("request", "")));
    }

    /** What is not a name may be anything, a secret included. */
    private static Optional<String> word(String text) {
        boolean fine = text.length() <= MAX_NAME && text.matches("[A-Za-z][A-Za-z0-9_.-]*");
        return fine ? Optional.of(text) : Optional.empty();
    }

    private static OptionalInt error(Tracer.Span span, Json reply) {
        OptionalInt own = Request.error(reply);
        if (own.isPresent()) return own;
        // A plugin's own error is a success of the API with a code in its data.
        Optional<Json> data = reply.get("plugindata").flatMap(plugin -> plugin.get("data"));
        long code = data.filter(Json::isObject).map(d -> d.integer("error_code", 0)).orElse(0L);
        if (code == 0) return OptionalInt.empty();
        span.note("janus.plugin_error", Long.toString(code));
        return OptionalInt.of((int) code);
    }
}
