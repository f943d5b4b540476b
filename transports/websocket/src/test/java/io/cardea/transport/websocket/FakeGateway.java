package io.cardea.transport.websocket;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/** A gateway that echoes. */
final class FakeGateway implements Gateway {
    final List<Json> requests = new CopyOnWriteArrayList<>();
    final List<Json> adminRequests = new CopyOnWriteArrayList<>();
    final BlockingQueue<TransportClient> seen = new LinkedBlockingQueue<>();
    final BlockingQueue<TransportClient> gone = new LinkedBlockingQueue<>();
    volatile Function<Json, Json> answers = FakeGateway::echo;

    static Json echo(Json request) {
        return Json.object().put("janus", "ack").put("echo", request);
    }

    @Override
    public void accept(TransportClient client, Json request, Consumer<Json> reply) {
        requests.add(request);
        seen.add(client);
        reply.accept(answers.apply(request));
    }

    @Override
    public void acceptAdmin(TransportClient client, Json request, Consumer<Json> reply) {
        adminRequests.add(request);
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
