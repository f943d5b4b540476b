package io.cardea.broker;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.function.Consumer;

/** A gateway that acknowledges with what was asked, and follows with an event. */
public final class RecordingGateway implements Gateway {
    @Override
    public void accept(TransportClient client, Json request, Consumer<Json> reply) {
        String transaction = request.string("transaction", "");
        reply.accept(Json.object().put("janus", "ack").put("transaction", transaction));
        client.send(Json.object().put("janus", "event").put("transaction", transaction));
    }

    @Override
    public void acceptAdmin(TransportClient client, Json request, Consumer<Json> reply) {
        reply.accept(Json.object().put("janus", "success").put("admin", true));
    }

    @Override
    public boolean isAuthorized(String apiSecret, String token) {
        throw new AssertionError("only long polls ask");
    }

    @Override
    public boolean keepAlive(long sessionId) {
        throw new AssertionError("only long polls ask");
    }

    @Override
    public void clientGone(TransportClient client) {
        throw new AssertionError("the client of a broker is never gone");
    }
}
