package io.cardea.transport.http;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A gateway that knows sessions and little else. */
final class FakeGateway implements Gateway {
    static final String SECRET = "hush";

    final List<Json> requests = new CopyOnWriteArrayList<>();
    final List<Json> adminRequests = new CopyOnWriteArrayList<>();
    final Map<Long, TransportClient> sessions = new ConcurrentHashMap<>();
    final List<Long> keptAlive = new CopyOnWriteArrayList<>();
    volatile boolean secured;

    /** What everything but create, claim and destroy gets. */
    volatile Function<Json, Json> answers = FakeGateway::echo;

    static Json echo(Json request) {
        return Json.object().put("janus", "ack").put("echo", request);
    }

    @Override
    public void accept(TransportClient client, Json request, Consumer<Json> reply) {
        requests.add(request);
        long id = request.integer("session_id", request.integer("id", 0));
        switch (request.string("janus", "")) {
            case "create", "claim" -> {
                TransportClient old = sessions.put(id, client);
                if (old != null) old.sessionOver(id, TransportClient.SessionEnd.CLAIMED);
                client.sessionCreated(id);
                reply.accept(Json.object().put("janus", "success"));
            }
            case "destroy" -> {
                reply.accept(Json.object().put("janus", "success"));
                sessions.remove(id).sessionOver(id, TransportClient.SessionEnd.DESTROYED);
            }
            default -> reply.accept(answers.apply(request));
        }
    }

    @Override
    public void acceptAdmin(TransportClient client, Json request, Consumer<Json> reply) {
        adminRequests.add(request);
        reply.accept(Json.object().put("janus", "admin").put("echo", request));
    }

    @Override
    public boolean isAuthorized(String apiSecret, String token) {
        return !secured || apiSecret.equals(SECRET);
    }

    @Override
    public boolean keepAlive(long sessionId) {
        keptAlive.add(sessionId);
        return sessions.containsKey(sessionId);
    }

    @Override
    public void clientGone(TransportClient client) {
        throw new AssertionError("HTTP loses no clients");
    }

    /** Sends an event to whoever owns the session. */
    void event(long session, String name) {
        sessions.get(session).send(Json.object().put("janus", name).put("session_id", session));
    }
}
