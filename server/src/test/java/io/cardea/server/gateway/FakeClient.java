package io.cardea.server.gateway;

import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.ArrayList;
import java.util.List;

/** Notes what a client gets, replies and events in one sequence. */
final class FakeClient implements TransportClient {
    final List<Json> got = new ArrayList<>();
    final List<String> sessions = new ArrayList<>();

    boolean local = true;

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public void send(Json message) {
        got.add(message);
    }

    @Override
    public void sessionOver(long sessionId, SessionEnd why) {
        sessions.add(sessionId + " " + why);
    }

    @Override
    public void sessionCreated(long sessionId) {
        sessions.add(sessionId + " CREATED");
    }

    /** What came since the last call. */
    List<String> take() {
        List<String> texts = got.stream().map(Json::toString).toList();
        got.clear();
        return texts;
    }
}
