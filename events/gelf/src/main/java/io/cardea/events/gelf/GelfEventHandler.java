package io.cardea.events.gelf;

import io.cardea.events.common.EventQueue;
import io.cardea.events.common.Tweak;
import io.cardea.events.common.Tweak.Kind;
import io.cardea.events.common.Wanted;
import io.cardea.spi.EventHandler;
import io.cardea.spi.EventHandlerContext;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to Graylog. What cannot be sent is tried again once and then dropped and counted.
 */
public final class GelfEventHandler implements EventHandler {
    private static final System.Logger LOG = System.getLogger(GelfEventHandler.class.getName());
    private static final int MAX_PORT = 65_535;
    private static final long RETRY_MILLIS = 100;

    private Wanted wanted = new Wanted(Settings.group("", 0));
    private boolean udp = true;
    private int chunk = 500;
    private OptionalInt compression = OptionalInt.empty();
    private volatile @Nullable Wire wire;
    private @Nullable EventQueue queue;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.eventhandler.gelfevh",
                "JANUS GelfEventHandler plugin",
                "Cardea",
                "Sends events to Graylog.",
                1,
                "0.0.1",
                "libjanus_gelfevh.so");
    }

    @Override
    public boolean start(EventHandlerContext context) throws IOException {
        Settings general = context.settings().section("general");
        if (!general.bool("enabled", false)) return false;
        wanted = new Wanted(general);
        String host = general.string("backend", "");
        if (host.isEmpty()) throw new SettingsException(general.where(), "backend", "needed");
        int port =
                port(general.string("port", ""))
                        .orElseThrow(() ->
                                new SettingsException(general.where(), "port", "no port number"));
        String protocol = general.string("protocol", "udp");
        if (!protocol.equals("udp") && !protocol.equals("tcp")) {
            throw new SettingsException(general.where(), "protocol", "neither udp nor tcp");
        }
        udp = protocol.equals("udp");
        chunk = Math.clamp(general.integer("max_message_len", 500), 1, 60_000);
        if (general.bool("compress", false)) {
            compression = OptionalInt.of(Math.clamp(general.integer("compression", 6), 0, 9));
        }
        wire = wire(host, port);
        queue = new EventQueue("events-gelf", false, this::send);
        return true;
    }

    private static Optional<Integer> port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port < 1 || port > MAX_PORT ? Optional.empty() : Optional.of(port);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Wire wire(String host, int port) throws IOException {
        return udp
                ? new UdpWire(host, port, chunk, compression, new SplittableRandom())
                : new TcpWire(host, port);
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
        for (Json event : events) {
            byte[] message = message(event).toString().getBytes(StandardCharsets.UTF_8);
            if (!send(message) && queue != null) queue.countDropped(1);
        }
    }

    private boolean send(byte[] message) throws InterruptedException {
        for (int attempt = 0; attempt < 2; attempt++) {
            Wire to = wire;
            if (to == null) return false;
            try {
                to.send(message);
                return true;
            } catch (UdpWire.TooLongException e) {
                return false;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> "event not sent cause=" + e);
                Thread.sleep(RETRY_MILLIS);
            }
        }
        return false;
    }

    /** An event as Graylog reads it. */
    static Json message(Json event) {
        long type = event.integer("type", 0);
        String name = EventType.of(type).map(EventType::displayName).orElse("Unknown");
        return Json.object()
                .put("timestamp", Json.of(event.integer("timestamp", 0) / 1e6))
                .put("host", event.string("emitter", ""))
                .put("version", "1.1")
                .put("level", type)
                .put("short_message", name)
                .put("full_message", event);
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
                Tweak.flaw(request, "backend", Kind.STRING)
                        .or(() -> Tweak.flaw(request, "port", Kind.STRING));
        if (flaw.isPresent() || !request.has("backend") && !request.has("port")) return flaw;
        Optional<Integer> port = port(request.string("port", ""));
        if (!request.has("backend") || port.isEmpty()) {
            return Optional.of(Tweak.invalid("Invalid element type (backend and port together)"));
        }
        Wire last = wire;
        try {
            wire = wire(request.string("backend", ""), port.get());
        } catch (IOException e) {
            return Optional.of(Tweak.invalid("Invalid backend"));
        }
        if (last != null) last.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        if (queue != null) queue.close();
        Wire last = wire;
        if (last != null) last.close();
    }
}
