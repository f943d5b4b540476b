package io.cardea.transport.unix;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A gateway that echoes. */
final class EchoingGateway implements Gateway {
    final BlockingQueue<TransportClient> seen = new LinkedBlockingQueue<>();
    final BlockingQueue<TransportClient> gone = new LinkedBlockingQueue<>();

    @Override
    public void accept(TransportClient client, Json request, Consumer<Json> reply) {
        seen.add(client);
        reply.accept(Json.object().put("janus", "ack").put("echo", request));
    }

    @Override
    public void acceptAdmin(TransportClient client, Json request, Consumer<Json> reply) {
        reply.accept(Json.object().put("janus", "admin"));
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
        gone.add(client);
    }
}
