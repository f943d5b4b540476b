package io.cardea.transport.nanomsg;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A gateway that echoes; a request may hold it up, or make it fail. */
final class EchoingGateway implements Gateway {
    final Set<TransportClient> seen = ConcurrentHashMap.newKeySet();
    final CountDownLatch release = new CountDownLatch(1);

    @Override
    public void accept(TransportClient client, Json request, Consumer<Json> reply) {
        seen.add(client);
        if (request.get("fail").isPresent()) throw new IllegalStateException("as asked for");
        if (request.get("hold").isPresent()) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
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
        throw new AssertionError("the client is never gone");
    }
}
