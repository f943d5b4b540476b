package io.cardea.transport.unix;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportContext;
import io.cardea.transport.netty.Tuning;
import io.cardea.transport.unix.UnixSettings.Kind;
import io.cardea.transport.unix.UnixSettings.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Janus API and the Admin API over Unix sockets.
 *
 * <p>Started and closed by the server's main thread. Requests of a client run on a virtual thread,
 * one after another. Limits: see {@code Limits}.
 */
public final class UnixTransport implements Transport {
    static final String PACKAGE = "janus.transport.pfunix";

    private static final System.Logger LOG = System.getLogger(UnixTransport.class.getName());
    private static final int INVALID_JSON = 454;
    private static final int MISSING_ELEMENT = 456;

    private final Counters counters = new Counters();
    private final List<UnixListener> listeners = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private Tuning tuning = new Tuning(Settings.group("", 0));
    private boolean adminEnabled;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS Unix Sockets transport plugin",
                "Cardea",
                "Carries the Janus API over Unix sockets.",
                1,
                "0.0.1",
                "libjanus_pfunix.so");
    }

    @Override
    public boolean start(TransportContext context) throws IOException {
        UnixSettings settings = UnixSettings.read(context.settings());
        if (settings.janus().isEmpty() && settings.admin().isEmpty()) return false;
        if (!UnixCalls.isSupported()) {
            throw new IOException("Unix sockets with message boundaries need 64-bit Linux");
        }
        tuning = new Tuning(context.settings().section("general"));
        try {
            if (settings.janus().isPresent()) listen(settings.janus().get(), false, context);
            if (settings.admin().isPresent()) listen(settings.admin().get(), true, context);
        } catch (IOException e) {
            close();
            throw e;
        }
        adminEnabled = settings.admin().isPresent();
        return settings.janus().isPresent();
    }

    private void listen(Place place, boolean admin, TransportContext context) throws IOException {
        Clients clients = new Clients(place, admin, context);
        UnixListener listener = new UnixListener(place, clients::make, counters);
        clients.listener = listener;
        listener.start();
        listeners.add(listener);
        urls.add("unix:" + place.path());
        LOG.log(System.Logger.Level.INFO, () -> "unix socket listening path=" + place.path());
    }

    /** The clients of one listener. */
    private final class Clients implements UnixClient.Listener {
        private final Place place;
        private final boolean admin;
        private final TransportContext context;
        private final Gateway gateway;
        private @Nullable UnixListener listener; // set before the first client

        Clients(Place place, boolean admin, TransportContext context) {
            this.place = place;
            this.admin = admin;
            this.context = context;
            this.gateway = context.gateway();
        }

        UnixClient make(UnixClient.Identity identity) {
            UnixClient client = new UnixClient(this, identity);
            counters.clients.incrementAndGet();
            if (tuning.notifies()) {
                Json event = Json.object().put("event", "connected").put("admin_api", admin);
                event.put("fd", identity.fd());
                if (place.kind() == Kind.DGRAM) event.put("type", "SOCK_DGRAM");
                context.notifyEvent(client, event);
            }
            return client;
        }

        @Override
        public void serve(UnixClient client, String text) {
            Json request;
            try {
                request = Json.parse(text);
            } catch (JsonException e) {
                counters.malformed.incrementAndGet();
                client.send(malformed(e));
                return;
            }
            if (admin) {
                gateway.acceptAdmin(client, request, client::send);
            } else {
                gateway.accept(client, request, client::send);
            }
        }

        private Json malformed(JsonException fault) {
            // compat: the Admin API takes it for an empty request, as over WebSockets
            Json error =
                    admin
                            ? error(MISSING_ELEMENT, "Missing mandatory element (transaction)")
                            : error(
                                    INVALID_JSON,
                                    "Invalid Janus API request - <string>(%d,%d): %s"
                                            .formatted(
                                                    fault.line(),
                                                    fault.column(),
                                                    fault.getMessage()));
            return Json.object().put("janus", "error").put("error", error);
        }

        private static Json error(int code, String reason) {
            return Json.object().put("code", code).put("reason", reason);
        }

        @Override
        public String print(Json message) {
            return tuning.print(message);
        }

        @Override
        public void wake() {
            UnixListener waiting = listener;
            if (waiting != null) waiting.wake();
        }

        @Override
        public Counters counters() {
            return counters;
        }

        @Override
        public void gone(UnixClient client) {
            counters.clients.decrementAndGet();
            gateway.clientGone(client);
            if (!tuning.notifies()) return;
            context.notifyEvent(client, Json.object().put("event", "disconnected"));
        }
    }

    @Override
    public boolean isAdminEnabled() {
        return adminEnabled;
    }

    @Override
    public List<String> urls() {
        return List.copyOf(urls);
    }

    @Override
    public Json query(Json request) {
        Optional<Json> fault = Tuning.fault(request);
        if (fault.isPresent()) return fault.get();
        return switch (request.string("request", "")) {
            case "configure" -> tuning.configure(request);
            case "connections" ->
                    Json.object().put("result", 200).put("connections", counters.clients.get());
            default -> Tuning.unknown(request);
        };
    }

    @Override
    public Set<String> reload(Settings fresh) {
        return tuning.reload(fresh.section("general"));
    }

    Counters counters() {
        return counters;
    }

    @Override
    public List<Metric> metrics() {
        return counters.metrics();
    }

    @Override
    public void close() {
        listeners.forEach(UnixListener::close);
        listeners.clear();
    }
}
