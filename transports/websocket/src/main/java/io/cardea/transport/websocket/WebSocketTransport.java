package io.cardea.transport.websocket;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportContext;
import io.cardea.transport.netty.AccessList;
import io.cardea.transport.netty.Door;
import io.cardea.transport.netty.Listeners;
import io.cardea.transport.netty.Origins;
import io.cardea.transport.netty.Tuning;
import io.cardea.transport.websocket.WebSocketSettings.Kind;
import io.cardea.transport.websocket.WebSocketSettings.Listener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The Janus API and the Admin API over WebSockets.
 *
 * <p>Started and closed by the server's main thread. Requests of a connection run on a virtual
 * thread, one after another. Limits: see {@code Limits}. RFC 6455.
 */
public final class WebSocketTransport implements Transport {
    static final String PACKAGE = "janus.transport.websockets";

    private static final System.Logger LOG = System.getLogger(WebSocketTransport.class.getName());
    private static final int INVALID_JSON = 454;
    private static final int MISSING_ELEMENT = 456;

    private final Counters counters = new Counters();
    private final Map<String, Door> doors = new LinkedHashMap<>();
    private final Map<String, List<SocketAddress>> addresses = new LinkedHashMap<>();
    private Optional<Listeners> listeners = Optional.empty();
    private final AtomicReference<Origins> origins =
            new AtomicReference<>(Origins.of(Settings.group("", 0)));
    private Tuning tuning = new Tuning(Settings.group("", 0));
    private boolean adminEnabled;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS WebSockets transport plugin",
                "Cardea",
                "Carries the Janus API over WebSockets.",
                1,
                "0.0.1",
                "libjanus_websockets.so");
    }

    @Override
    public boolean start(TransportContext context) throws IOException {
        WebSocketSettings settings = WebSocketSettings.read(context.settings());
        if (settings.listeners().isEmpty()) return false;
        origins.set(settings.origins());
        tuning = new Tuning(context.settings().section("general"));
        Listeners opened = new Listeners("websocket");
        listeners = Optional.of(opened);
        try {
            for (Listener listener : settings.listeners()) {
                listen(opened, listener, settings, context);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        adminEnabled = settings.listeners().stream().anyMatch(l -> l.kind() == Kind.ADMIN);
        return settings.listeners().stream().anyMatch(l -> l.kind() == Kind.JANUS);
    }

    private void listen(
            Listeners opened,
            Listener listener,
            WebSocketSettings settings,
            TransportContext context)
            throws IOException {
        Door door = new Door(listener.access(), Limits.CONNECTIONS);
        doors.put(listener.name(), door);
        WebSocketConnection.Server server = new Client(listener.kind(), context);
        for (SocketAddress address : listener.addresses()) {
            SocketAddress bound =
                    opened.open(
                            address,
                            door,
                            channel ->
                                    connect(
                                            channel,
                                            listener,
                                            door,
                                            settings,
                                            server,
                                            context.maxRequestBytes()));
            addresses.computeIfAbsent(listener.name(), _ -> new ArrayList<>()).add(bound);
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "websocket listening listener=" + listener.name() + " address=" + bound);
        }
    }

    private void connect(
            Channel channel,
            Listener listener,
            Door door,
            WebSocketSettings settings,
            WebSocketConnection.Server server,
            int maxMessage) {
        ChannelPipeline pipeline = channel.pipeline();
        listener.tls().ifPresent(tls -> pipeline.addLast(tls.newHandler(channel.alloc())));
        pipeline.addLast(
                new HttpServerCodec(
                        new HttpDecoderConfig()
                                .setMaxInitialLineLength(Limits.MAX_HANDSHAKE)
                                .setMaxHeaderSize(Limits.MAX_HANDSHAKE)));
        pipeline.addLast(new HttpObjectAggregator(Limits.MAX_HANDSHAKE));
        pipeline.addLast(new Fragments());
        pipeline.addLast(
                new Handshake(
                        listener,
                        door,
                        origins,
                        counters,
                        () -> new WebSocketConnection(channel, server, settings.limits(), counters),
                        maxMessage));
    }

    /** What a connection of one listener asks of the rest of the server. */
    private final class Client implements WebSocketConnection.Server {
        private final Kind kind;
        private final TransportContext context;
        private final Gateway gateway;

        Client(Kind kind, TransportContext context) {
            this.kind = kind;
            this.context = context;
            this.gateway = context.gateway();
        }

        @Override
        public void connected(WebSocketConnection client) {
            if (!tuning.notifies()) return;
            Json event = Json.object().put("event", "connected");
            event.put("admin_api", kind == Kind.ADMIN).put("ip", address(client));
            context.notifyEvent(client, event);
        }

        private String address(WebSocketConnection client) {
            return client.channel().remoteAddress() instanceof InetSocketAddress remote
                    ? NetUtil.toAddressString(remote.getAddress(), true)
                    : "";
        }

        @Override
        public void request(WebSocketConnection client, Json request) {
            switch (kind) {
                case JANUS -> gateway.accept(client, request, client::send);
                case ADMIN -> gateway.acceptAdmin(client, request, client::send);
            }
        }

        @Override
        public Json malformed(JsonException fault) {
            // compat: the Admin API takes it for an empty request (transcript websocket/malformed)
            return kind == Kind.JANUS
                    ? error(
                            INVALID_JSON,
                            "Invalid Janus API request - <string>(%d,%d): %s"
                                    .formatted(fault.line(), fault.column(), fault.getMessage()))
                    : error(MISSING_ELEMENT, "Missing mandatory element (transaction)");
        }

        private static Json error(int code, String reason) {
            Json error = Json.object().put("code", code).put("reason", reason);
            return Json.object().put("janus", "error").put("error", error);
        }

        @Override
        public String print(Json message) {
            return tuning.print(message);
        }

        @Override
        public void disconnected(WebSocketConnection client) {
            gateway.clientGone(client);
            if (!tuning.notifies()) return;
            context.notifyEvent(client, Json.object().put("event", "disconnected"));
        }
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(counters.metrics());
        doors.forEach(
                (name, door) -> door.metrics().forEach(m -> metrics.add(m.with("listener", name))));
        return metrics;
    }

    @Override
    public boolean isAdminEnabled() {
        return adminEnabled;
    }

    @Override
    public List<String> urls() {
        List<String> urls = new ArrayList<>();
        addresses.forEach((listener, bound) -> {
            String scheme = listener.endsWith("wss") ? "wss://" : "ws://";
            bound.forEach(address -> urls.add(scheme + place(address)));
        });
        return urls;
    }

    private static String place(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) return address.toString();
        if (inet.getAddress().isAnyLocalAddress()) return "localhost:" + inet.getPort();
        return NetUtil.toSocketAddressString(inet);
    }

    @Override
    public Json query(Json request) {
        return Tuning.fault(request)
                .orElseGet(() ->
                        switch (request.string("request", "")) {
                            case "configure" -> tuning.configure(request);
                            case "connections" ->
                                    Json.object()
                                            .put("result", 200)
                                            .put("connections", counters.clients.get());
                            default -> Tuning.unknown(request);
                        });
    }

    @Override
    public Set<String> reload(Settings fresh) {
        AccessList janus = AccessList.of(fresh.section("general"), "ws_acl");
        AccessList admin = AccessList.of(fresh.section("admin"), "admin_ws_acl");
        doors.forEach((name, door) -> door.access(name.startsWith("admin_") ? admin : janus));
        origins.set(Origins.of(fresh.section("cors")));
        Set<String> taken = new HashSet<>(tuning.reload(fresh.section("general")));
        taken.addAll(
                Set.of(
                        "general.ws_acl",
                        "admin.admin_ws_acl",
                        "cors.allow_origin",
                        "cors.enforce_cors"));
        return taken;
    }

    /** Where a listener really listens. */
    List<SocketAddress> addresses(String listener) {
        return List.copyOf(addresses.getOrDefault(listener, List.of()));
    }

    Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        listeners.ifPresent(Listeners::close);
        listeners = Optional.empty();
    }
}
