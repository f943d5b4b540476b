package io.cardea.transport.http;

import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportContext;
import io.cardea.transport.http.Api.Kind;
import io.cardea.transport.http.HttpSettings.Listener;
import io.cardea.transport.netty.AccessList;
import io.cardea.transport.netty.Door;
import io.cardea.transport.netty.Listeners;
import io.cardea.transport.netty.Origins;
import io.cardea.transport.netty.Tuning;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The Janus API and the Admin API over HTTP and HTTPS, and the demo pages beside them.
 *
 * <p>Started and closed by the server's main thread. Requests run on virtual threads, one after
 * another per connection. Limits: see {@code Limits}.
 */
public final class HttpTransport implements Transport {
    static final String PACKAGE = "janus.transport.http";

    private static final System.Logger LOG = System.getLogger(HttpTransport.class.getName());

    private static final String TRACE_PARENT = "traceparent"; // W3C Trace Context, 3.2

    private final Limits limits;
    private final Counters counters = new Counters();
    private final SessionQueues queues = new SessionQueues();
    private final Map<String, Door> doors = new LinkedHashMap<>();
    private final Map<String, List<SocketAddress>> addresses = new LinkedHashMap<>();
    private Optional<Listeners> listeners = Optional.empty();
    private final AtomicReference<Origins> origins =
            new AtomicReference<>(Origins.of(Settings.group("", 0)));
    private Tuning tuning = new Tuning(Settings.group("", 0));
    private boolean adminEnabled;

    public HttpTransport() {
        this(Limits.defaults());
    }

    HttpTransport(Limits limits) {
        this.limits = limits;
    }

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS REST (HTTP/HTTPS) transport plugin",
                "Cardea",
                "Carries the Janus API over HTTP and HTTPS, with long polls for events.",
                2,
                "0.0.2",
                "libjanus_http.so");
    }

    @Override
    public boolean start(TransportContext context) throws IOException {
        HttpSettings settings = HttpSettings.read(context.settings());
        if (settings.listeners().isEmpty()) return false;
        tuning = new Tuning(context.settings().section("general"));
        origins.set(settings.origins());
        Api.Shared shared = shared(context);
        Listeners opened = new Listeners("http");
        listeners = Optional.of(opened);
        try {
            for (Listener listener : settings.listeners()) {
                listen(opened, listener, settings, shared, context);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        adminEnabled = settings.listeners().stream().anyMatch(l -> l.kind() == Kind.ADMIN);
        return settings.listeners().stream().anyMatch(l -> l.kind() == Kind.JANUS);
    }

    private Api.Shared shared(TransportContext context) {
        return new Api.Shared(
                context.gateway(),
                queues,
                tuning,
                origins,
                context.webFolder().flatMap(StaticPages::of),
                limits,
                counters,
                new SecureRandom());
    }

    private void listen(
            Listeners opened,
            Listener listener,
            HttpSettings settings,
            Api.Shared shared,
            TransportContext context)
            throws IOException {
        Door door = new Door(listener.access(), settings.connectionLimit());
        doors.put(listener.name(), door);
        Api api = new Api(listener, door, shared);
        for (InetSocketAddress address : listener.addresses()) {
            SocketAddress bound =
                    opened.open(address, door, channel -> connect(channel, listener, api, context));
            addresses.computeIfAbsent(listener.name(), _ -> new ArrayList<>()).add(bound);
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "http listening listener=" + listener.name() + " address=" + bound);
        }
    }

    private void connect(Channel channel, Listener listener, Api api, TransportContext context) {
        HttpConnection connection =
                new HttpConnection(
                        channel,
                        () -> new HttpClient(queues, origin(channel)),
                        (call, client, self) -> {
                            client.traceParent(call.headers().get(TRACE_PARENT));
                            tell(context, listener, channel, client);
                            return api.answer(call, client, self);
                        },
                        limits,
                        counters);
        HttpPipeline.install(channel, listener.tls(), connection, context.maxRequestBytes());
    }

    /** Requests from one address count together; behind a proxy that is everybody's. */
    private static Object origin(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : "unix";
    }

    private void tell(
            TransportContext context, Listener listener, Channel channel, HttpClient client) {
        boolean known = channel.remoteAddress() instanceof InetSocketAddress;
        if (!tuning.notifies() || !known) return;
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        context.notifyEvent(
                client,
                Json.object()
                        .put("event", "request")
                        .put("admin_api", listener.kind() == Kind.ADMIN)
                        .put("ip", NetUtil.toAddressString(remote.getAddress(), true))
                        .put("port", remote.getPort()));
    }

    @Override
    public boolean isAdminEnabled() {
        return adminEnabled;
    }

    @Override
    public List<String> urls() {
        List<String> urls = new ArrayList<>();
        addresses.forEach((listener, bound) -> {
            String scheme = listener.endsWith("https") ? "https://" : "http://";
            bound.forEach(address -> urls.add(scheme + place(address) + "/"));
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
                            case "connections" -> connections();
                            default -> Tuning.unknown(request);
                        });
    }

    @Override
    public Set<String> reload(Settings fresh) {
        AccessList janus = AccessList.of(fresh.section("general"), "acl");
        AccessList admin = AccessList.of(fresh.section("admin"), "admin_acl");
        doors.forEach((name, door) -> door.access(name.startsWith("admin_") ? admin : janus));
        origins.set(Origins.of(fresh.section("cors")));
        Set<String> taken = new HashSet<>(tuning.reload(fresh.section("general")));
        taken.addAll(
                Set.of("general.acl", "admin.admin_acl", "cors.allow_origin", "cors.enforce_cors"));
        return taken;
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(counters.metrics());
        doors.forEach(
                (name, door) -> door.metrics().forEach(m -> metrics.add(m.with("listener", name))));
        return metrics;
    }

    private Json connections() {
        Json byListener = Json.object();
        doors.forEach((name, door) -> byListener.put(name, door.connections()));
        return Json.object()
                .put("result", 200)
                .put("connections", byListener)
                .put("messages", counters.serving.get());
    }

    /** Where a listener really listens. */
    List<SocketAddress> addresses(String listener) {
        return List.copyOf(addresses.getOrDefault(listener, List.of()));
    }

    Counters counters() {
        return counters;
    }

    Door door(String listener) {
        return Optional.ofNullable(doors.get(listener)).orElseThrow();
    }

    @Override
    public void close() {
        listeners.ifPresent(Listeners::close);
        listeners = Optional.empty();
    }
}
