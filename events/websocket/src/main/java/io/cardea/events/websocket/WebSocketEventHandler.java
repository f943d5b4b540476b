package io.cardea.events.websocket;

import io.cardea.events.common.EventQueue;
import io.cardea.events.common.Tweak;
import io.cardea.events.common.Tweak.Kind;
import io.cardea.events.common.Wanted;
import io.cardea.spi.EventHandler;
import io.cardea.spi.EventHandlerContext;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.JsonStyle;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends events over a WebSocket that it opens, and opens again when it is gone: after one second,
 * then two, four and each eight. Meanwhile events wait. RFC 6455.
 */
public final class WebSocketEventHandler implements EventHandler {
    private static final System.Logger LOG =
            System.getLogger(WebSocketEventHandler.class.getName());
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 8_000;

    /** What the other side says is of no interest, but has to be taken from the socket. */
    private static final class Ear implements WebSocket.Listener {}

    private Wanted wanted = new Wanted(Settings.group("", 0));
    private JsonStyle style = JsonStyle.COMPACT;
    private URI backend = URI.create("ws://localhost");
    private String subprotocol = "";
    private volatile long cap;
    private @Nullable EventQueue queue;
    private @Nullable HttpClient http;
    private @Nullable WebSocket socket; // the queue's thread only

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.eventhandler.wsevh",
                "JANUS WebSocketsEventHandler plugin",
                "Cardea",
                "Sends events over a WebSocket.",
                1,
                "0.0.1",
                "libjanus_wsevh.so");
    }

    @Override
    public boolean start(EventHandlerContext context) {
        Settings general = context.settings().section("general");
        if (!general.bool("enabled", false)) return false;
        wanted = new Wanted(general);
        style = JsonStyle.of(general.string("json", "compact"));
        backend = uri(general);
        subprotocol = general.string("subprotocol", "janus-event-handlers");
        cap = Math.max(0, general.integer("events_cap_on_reconnect", 0));
        http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        queue = new EventQueue("events-websocket", general.bool("grouping", true), this::send);
        return true;
    }

    private static URI uri(Settings general) {
        String text = general.string("backend", "");
        try {
            URI uri = URI.create(text);
            if (text.matches("wss?://.+") && uri.getHost() != null) return uri;
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new SettingsException(general.where(), "backend", "no WebSocket URL: " + text);
    }

    @Override
    public boolean wants(EventType type) {
        return wanted.has(type);
    }

    @Override
    public void handle(Json event) {
        if (queue != null) queue.offer(event);
    }

    // ---- On the queue's thread ----

    private void send(List<Json> events) throws InterruptedException {
        if (queue == null) return;
        Json body = queue.isGrouping() ? Json.arrayOf(events) : events.getFirst();
        String text = body.toString(style);
        while (true) {
            WebSocket open = open();
            try {
                open.sendText(text, true).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException | TimeoutException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> "events not sent cause=" + e);
                open.abort();
                socket = null;
            }
        }
    }

    private WebSocket open() throws InterruptedException {
        WebSocket current = socket;
        if (current != null && !current.isOutputClosed() && !current.isInputClosed()) {
            return current;
        }
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<WebSocket> made = connect();
            if (made.isPresent()) {
                socket = made.get();
                return made.get();
            }
            if (queue != null && cap > 0) queue.cap((int) Math.min(cap, EventQueue.CAPACITY));
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private Optional<WebSocket> connect() throws InterruptedException {
        HttpClient client = http;
        if (client == null) return Optional.empty();
        try {
            return Optional.of(
                    client.newWebSocketBuilder()
                            .connectTimeout(TIMEOUT)
                            .subprotocols(subprotocol)
                            .buildAsync(backend, new Ear())
                            .get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> "no WebSocket for events backend=" + backend + " cause=" + e);
            return Optional.empty();
        }
    }

    @Override
    public List<Metric> metrics() {
        EventQueue current = queue;
        return current == null ? List.of() : current.metrics();
    }

    // ---- From the Admin API ----

    @Override
    public Json query(Json request) {
        return Tweak.answer(request, wanted, this::change);
    }

    private Optional<Json> change(Json request) {
        Optional<Json> flaw =
                Tweak.flaw(request, "grouping", Kind.BOOLEAN)
                        .or(() ->
                                Tweak.flaw(
                                        request, "events_cap_on_reconnect", Kind.POSITIVE_INTEGER));
        if (flaw.isPresent()) return flaw;
        if (queue != null) queue.grouping(request.bool("grouping", queue.isGrouping()));
        cap = request.integer("events_cap_on_reconnect", cap);
        return Optional.empty();
    }

    @Override
    public void close() {
        if (queue != null) queue.close();
        if (http != null) http.shutdownNow();
    }
}
