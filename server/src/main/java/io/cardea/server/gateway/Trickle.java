package io.cardea.server.gateway;

import io.cardea.spi.Json;

/** {@code trickle}: candidates of the client's, one or several. */
final class Trickle {
    private Trickle() {}

    static Json serve(PluginHandle handle, Json request) {
        boolean one = request.has("candidate");
        boolean several = request.has("candidates");
        if (!one && !several) throw ApiException.missing("candidate|candidates");
        if (one && several) throw ApiException.bothCandidates();
        handle.connection().trickle(request);
        return Replies.of("ack", request);
    }
}
