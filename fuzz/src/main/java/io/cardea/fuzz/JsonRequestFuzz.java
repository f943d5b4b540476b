package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.peer.MediaRules;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.event.EventHandlers;
import io.cardea.server.gateway.JanusGateway;
import io.cardea.server.gateway.LiveSettings;
import io.cardea.server.gateway.Modules;
import io.cardea.server.gateway.RequestObserver;
import io.cardea.server.gateway.ServerInfo;
import io.cardea.server.gateway.SignedTokens;
import io.cardea.server.limit.Limits;
import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.spi.TransportClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A request of the Janus API, from the text on: parsed, printed, parsed again, and served by a
 * gateway that has a session with the id 7 and a handle.
 *
 * <p>The {@code handle_id} 99999 of an input stands for that handle's.
 */
public final class JsonRequestFuzz {
    private static final int MAX_EVENTS = 16;
    private static final long HANDLE = 99_999;
    private static final ServerSettings SETTINGS =
            ServerSettings.of(Jcfg.parse("fuzz.jcfg", "general: { }"));

    private JsonRequestFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new Input(data).text();
        List<Json> documents;
        try {
            documents = Json.parseAll(text);
        } catch (JsonException e) {
            require(!String.valueOf(e.getMessage()).isEmpty(), "no complaint");
            return;
        }
        if (documents.size() == 1) sameAgain(text, documents.getFirst());
        serve(documents);
    }

    private static void sameAgain(String text, Json document) {
        require(Json.parse(text).equals(document), "one document is not one");
        require(Json.parse(document.toString()).equals(document), "prints as something else");
    }

    private static void serve(List<Json> documents) {
        EchoingPlugin plugin = new EchoingPlugin();
        Deque<Runnable> waiting = new ArrayDeque<>();
        Modules modules = new Modules(List.of(plugin));
        ServerInfo info =
                new ServerInfo(
                        SETTINGS,
                        modules,
                        new ServerInfo.Addresses("192.0.2.1", List.of()),
                        new ServerInfo.Build("1", "c", "t"));
        JanusGateway gateway =
                new JanusGateway(
                        SETTINGS,
                        info,
                        new JanusGateway.Environment(
                                modules,
                                NoConnection::new,
                                EventHandlers.NONE,
                                new LiveSettings(
                                        SETTINGS.sessions(),
                                        new NoLog(),
                                        new MediaRules(PeerSettings.Media.defaults()),
                                        new Limits(SETTINGS.limits())),
                                new SignedTokens(Optional.empty(), () -> 0),
                                new NoOperations(),
                                waiting::add,
                                () -> 0,
                                new Random(1),
                                RequestObserver.NONE));
        Client client = new Client(waiting);
        client.ask(gateway, Json.parse("{\"janus\":\"create\",\"transaction\":\"c\",\"id\":7}"));
        Json attached =
                client.ask(
                        gateway,
                        Json.parse(
                                "{\"janus\":\"attach\",\"transaction\":\"a\",\"session_id\":7,"
                                        + "\"plugin\":\"janus.plugin.fuzz\"}"));
        long id = attached.get("data").orElseThrow().integer("id", 0);
        for (Json request : documents) {
            if (request.integer("handle_id", 0) == HANDLE) request.put("handle_id", id);
            client.events = 0;
            Json reply = client.ask(gateway, request);
            require(reply.isObject() && reply.has("janus"), "no reply of the API");
            require(client.events <= MAX_EVENTS, "too many events");
            gateway.acceptAdmin(client, request, answer -> require(answer.isObject(), "no object"));
        }
        gateway.shutdown();
    }

    private static final class Client implements TransportClient {
        private final Deque<Runnable> waiting;
        int events;

        /**
         * @param waiting what the gateway wants done beside; it is done after each request
         */
        Client(Deque<Runnable> waiting) {
            this.waiting = waiting;
        }

        Json ask(JanusGateway gateway, Json request) {
            List<Json> replies = new ArrayList<>();
            gateway.accept(this, request, replies::add);
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                next.run();
            }
            require(replies.size() == 1, replies.size() + " replies");
            return replies.getFirst();
        }

        @Override
        public void send(Json message) {
            events++;
            Json.parse(message.toString());
        }

        @Override
        public void sessionOver(long sessionId, SessionEnd why) {}

        @Override
        public void sessionCreated(long sessionId) {}
    }
}
