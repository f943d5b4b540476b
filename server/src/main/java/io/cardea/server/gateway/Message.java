package io.cardea.server.gateway;

import io.cardea.server.gateway.JanusGateway.Outcome;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.Reply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** {@code message}: a request for the plugin, perhaps with a session description. */
final class Message {
    private static final Fields FIELDS = Fields.NONE.mandatory("body", Kind.OBJECT);

    private final Semaphore atOnce;

    /**
     * @param limit how many messages are served at once; 0 without limit
     */
    Message(int limit) {
        atOnce = new Semaphore(limit == 0 ? Integer.MAX_VALUE : limit);
    }

    Outcome serve(PluginHandle handle, Json request) {
        FIELDS.check(request)
                .ifPresent(flaw -> {
                    throw ApiException.flaw(flaw);
                });
        Optional<Json> jsep = request.get("jsep");
        if (jsep.isPresent() && !jsep.get().isObject()) throw ApiException.invalidJsep();
        Json body = request.get("body").orElseThrow();
        CompletableFuture<Boolean> acknowledged = new CompletableFuture<>();
        atOnce.acquireUninterruptibly();
        try {
            String transaction = request.string("transaction", "");
            Reply reply = handle.message(transaction, body, jsep, acknowledged);
            return new Outcome(reply(handle, request, reply), () -> acknowledged.complete(true));
        } finally {
            atOnce.release();
        }
    }

    private static Json reply(PluginHandle handle, Json request, Reply reply) {
        return switch (reply) {
            case Reply.Now(Json data) -> success(handle, request, data);
            case Reply.Later later -> {
                Json ack = Replies.of("ack", request);
                yield later.hint().isEmpty() ? ack : ack.put("hint", later.hint());
            }
            case Reply.Failed(String reason) -> throw ApiException.message(reason);
        };
    }

    private static Json success(PluginHandle handle, Json request, Json data) {
        if (!data.isObject()) {
            throw ApiException.message("Plugin returned an invalid JSON response");
        }
        Json plugin = Json.object().put("plugin", handle.plugin().info().packageName());
        Json reply = handle.identify(Replies.of("success", request));
        return reply.put("plugindata", plugin.put("data", data));
    }
}
