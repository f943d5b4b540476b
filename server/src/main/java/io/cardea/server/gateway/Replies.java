package io.cardea.server.gateway;

import io.cardea.spi.Json;

/** The shapes of immediate replies. */
final class Replies {
    private Replies() {}

    /** A reply with the ids of its request, to be completed. */
    static Json of(String kind, Json request) {
        Json reply = Json.object().put("janus", kind);
        long session = request.integer("session_id", 0);
        if (session != 0) reply.put("session_id", session);
        return reply.put("transaction", request.string("transaction", ""));
    }

    static Json error(Json request, ApiException e) {
        return with(of("error", request), e);
    }

    /** An error about a session that the request didn't name as its own. */
    static Json error(long session, Json request, ApiException e) {
        Json reply = Json.object().put("janus", "error").put("session_id", session);
        return with(reply.put("transaction", request.string("transaction", "")), e);
    }

    /** A request whose envelope is flawed: there is no transaction to trust. */
    static Json envelopeError(Json request, ApiException e) {
        Json reply = Json.object().put("janus", "error");
        long session = request.integer("session_id", 0);
        if (session != 0) reply.put("session_id", session);
        return with(reply, e);
    }

    static Json timeout(Session session) {
        return Json.object().put("janus", "timeout").put("session_id", session.id());
    }

    private static Json with(Json reply, ApiException e) {
        Json error = Json.object().put("code", e.code()).put("reason", e.reason());
        return reply.put("error", error);
    }
}
