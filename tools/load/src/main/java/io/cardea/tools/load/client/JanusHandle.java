package io.cardea.tools.load.client;

import io.cardea.spi.Json;

/** A handle of a plugin. Any thread; calls block. */
public final class JanusHandle {
    private final JanusSession session;
    private final long id;

    JanusHandle(JanusSession session, long id) {
        this.session = session;
        this.id = id;
    }

    /** What a plugin answered, at once or by an event. */
    public record Answer(Json data, String sdp) {}

    /** Asks the plugin something. */
    public Answer ask(Json body) throws ApiException {
        return ask(body, Json.NULL);
    }

    public Answer offer(Json body, String sdp) throws ApiException {
        return ask(body, Json.object().put("type", "offer").put("sdp", sdp));
    }

    public Answer answer(Json body, String sdp) throws ApiException {
        return ask(body, Json.object().put("type", "answer").put("sdp", sdp));
    }

    private Answer ask(Json body, Json jsep) throws ApiException {
        Json request = session.request("message").put("handle_id", id).put("body", body);
        if (!jsep.isNull()) request.put("jsep", jsep);
        String what = body.string("request", "message");
        Json reply = session.await(what, request);
        Json data = reply.get("plugindata").flatMap(each -> each.get("data")).orElse(Json.object());
        if (data.has("error")) {
            String reason = data.string("error", "?");
            throw new ApiException(
                    what + " refused: " + reason + " (" + data.integer("error_code", 0) + ")");
        }
        String sdp = reply.get("jsep").map(each -> each.string("sdp", "")).orElse("");
        return new Answer(data, sdp);
    }
}
