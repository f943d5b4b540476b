package io.cardea.monitor.prometheus;

import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Monitor;
import io.cardea.spi.MonitorContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Offers the figures to Prometheus, and {@code /healthz} and {@code /readyz} to whoever starts and
 * stops servers. Started and closed by the server's main thread.
 */
public final class PrometheusMonitor implements Monitor {
    private static final System.Logger LOG = System.getLogger(PrometheusMonitor.class.getName());

    private final Limits limits;
    private final Counters counters = new Counters();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MonitorContext context;
    private @Nullable Listener listener;
    private @Nullable Exposition exposition; // under the lock; made by the first who asks
    private String path = "";

    /** For the service loader. */
    public PrometheusMonitor() {
        this(Limits.defaults());
    }

    PrometheusMonitor(Limits limits) {
        this.limits = limits;
    }

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "cardea.monitor.prometheus",
                "Figures for Prometheus",
                "Cardea",
                "Offers the server's figures and its health over HTTP.",
                1,
                "0.0.1",
                "libcardea_prometheus.so");
    }

    @Override
    public boolean start(MonitorContext given) throws IOException {
        if (!given.settings().bool("enabled", false)) return false;
        MonitorSettings settings = MonitorSettings.of(given.settings());
        context = given;
        path = settings.path();
        Listener opened =
                Listener.open(settings.address(), this::answer, limits, counters, System::nanoTime);
        listener = opened;
        InetSocketAddress at = opened.address();
        LOG.log(
                System.Logger.Level.INFO,
                () ->
                        "metrics listening address="
                                + at.getAddress().getHostAddress()
                                + " port="
                                + at.getPort()
                                + " path="
                                + path);
        return true;
    }

    private Answer answer(Ask ask) {
        MonitorContext server = context;
        if (server == null) return Answer.line(503, "starting");
        if (ask.path().equals(path)) return exposition(server).answer(ask.accept());
        return switch (ask.path()) {
            case "/healthz" -> health(server.illness());
            case "/readyz" -> health(server.unreadiness());
            default -> Answer.line(404, "there are " + path + ", /healthz and /readyz");
        };
    }

    private static Answer health(Optional<String> trouble) {
        return trouble.map(text -> Answer.line(503, text)).orElseGet(() -> Answer.line(200, "ok"));
    }

    private Exposition exposition(MonitorContext server) {
        lock.lock();
        try {
            Exposition made = exposition;
            if (made == null) {
                made = new Exposition(server::figures, counters);
                exposition = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    /** Where it really listens. */
    Optional<InetSocketAddress> address() {
        return Optional.ofNullable(listener).map(Listener::address);
    }

    Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        if (listener != null) listener.close();
    }
}
