package io.cardea.server;

import io.cardea.media.LoopCounters;
import io.cardea.media.MediaEngine;
import io.cardea.media.forward.Forwarding;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.srtp.SrtpCipher;
import io.cardea.server.auth.Authorization;
import io.cardea.server.config.NatSettings.StunServer;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.config.ServerSettings.Certificates;
import io.cardea.server.event.Broadcaster;
import io.cardea.server.event.EventHandlers;
import io.cardea.server.gateway.JanusGateway;
import io.cardea.server.gateway.LiveSettings;
import io.cardea.server.gateway.Modules;
import io.cardea.server.gateway.Operations;
import io.cardea.server.gateway.ServerInfo;
import io.cardea.server.limit.Limits;
import io.cardea.server.log.Log;
import io.cardea.server.log.Signals;
import io.cardea.server.monitor.Monitoring;
import io.cardea.server.webrtc.EngineForwarding;
import io.cardea.server.webrtc.PeerRules;
import io.cardea.server.webrtc.Recorders;
import io.cardea.server.webrtc.StunQuery;
import io.cardea.server.webrtc.WarmUp;
import io.cardea.server.webrtc.Webrtc;
import io.cardea.spi.EventHandler;
import io.cardea.spi.Json;
import io.cardea.spi.LogSink;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.spi.Transport;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The server put together: every part is made here, by constructors, and closed here, in reverse.
 *
 * <p>{@link #start} returns once the transports serve; {@link #close} may be called from anywhere,
 * and twice.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Server.class.getName());
    private static final Duration LAST_TASKS = Duration.ofSeconds(2);
    private static final Duration WARM_UP_DELAY = Duration.ofMillis(250);

    /** How often event handlers are told how much there is. */
    private static final Duration UPDATE_PERIOD = Duration.ofSeconds(15);

    // Subtypes of core events, and the signal that ends us as far as they are told.
    private static final int STARTED = 1;
    private static final int SHUTDOWN = 2;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    /** What a process that ends by a signal returns, besides the signal's number. */
    private static final int BY_SIGNAL = 128;

    /** How long a drain may last that is asked for without a time. */
    private static final Duration DRAIN = Duration.ofSeconds(60);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Supplier<Installation> configuration;
    private final Installation installation;
    private final ServerSettings settings;
    private final SecureRandom random = new SecureRandom();

    private EventHandlers events = EventHandlers.NONE;
    private Supplier<String> census = () -> "";
    private Runnable stopping = () -> {};

    private volatile Optional<Reload> reload = Optional.empty();
    private volatile Optional<Drain> drain = Optional.empty();
    private volatile int endSignal = SIGTERM;
    private final AtomicBoolean terminating = new AtomicBoolean();

    private Server(Supplier<Installation> configuration) {
        this.configuration = configuration;
        this.installation = configuration.get();
        this.settings = installation.settings();
    }

    /**
     * Starts everything.
     *
     * @param configuration reads it, now and whenever it is to be read again
     * @throws StartException if the server cannot do its work; what was started is closed again
     */
    static Server start(Supplier<Installation> configuration, Cardea.Build build) {
        Server server = new Server(configuration);
        try {
            server.start(build);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        } catch (IOException e) {
            server.close();
            throw new StartException(e.getMessage());
        }
    }

    private void start(Cardea.Build build) throws IOException {
        Log log = opened(Log.begin(settings.logging()));
        List<LogSink> loggers = loggers(log);
        LOG.info(build::line);
        installation.complaints().forEach(LOG::warning);
        opened(ProcessFiles.open(settings.general().process()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        opened(() -> finish(threads));
        // Beside the rest, since making a certificate takes its time.
        Future<PeerSettings> keys = threads.submit(this::peers);
        ServerInfo.Addresses addresses = addresses();
        warn(addresses);

        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("scheduler").factory());
        opened(scheduler::shutdownNow);

        MediaEngine engine = opened(MediaEngine.start(PeerRules.engine(settings)));
        PeerSettings peers = finished(keys);
        Limits limits = new Limits(settings.limits());
        Webrtc webrtc = webrtc(engine, addresses, threads, peers, limits);
        EngineForwarding forwarding =
                new EngineForwarding(new Forwarding(engine.loops(), random), threads);
        List<EventHandler> handlers = eventHandlers();
        Authorization authorization = authorization(threads, scheduler);
        Modules modules =
                new Modules(
                        plugins(scheduler, forwarding, authorization, limits), handlers, loggers);
        LiveSettings live = new LiveSettings(settings.sessions(), log, peers.media(), limits);
        Watchers watchers = new Watchers(settings);
        watchers.startTracers().forEach(this::opened);
        JanusGateway gateway =
                new JanusGateway(
                        settings,
                        new ServerInfo(
                                settings,
                                modules,
                                addresses,
                                new ServerInfo.Build(
                                        build.version(), build.commit(), build.time())),
                        new JanusGateway.Environment(
                                modules,
                                webrtc,
                                events,
                                live,
                                authorization,
                                new Operator(),
                                threads,
                                System::nanoTime,
                                random,
                                watchers.observer()));
        Monitoring monitoring = watchers.monitoring(gateway, engine, modules, this::eventDrops);
        stopping = monitoring::stopping;
        watchers.startMonitors(monitoring).forEach(this::opened);
        opened(gateway::shutdown);
        census = () -> census(gateway, engine.countNow());
        scheduler.scheduleWithFixedDelay(
                guarded(gateway::expire),
                JanusGateway.WATCH_PERIOD.toMillis(),
                JanusGateway.WATCH_PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
        drain = Optional.of(new Drain(gateway, scheduler, this::exit));
        transports(gateway, modules, authorization);
        reload =
                Optional.of(
                        new Reload(
                                installation, configuration, live, authorization, modules.all()));
        monitoring.started();
        events.core(
                STARTED, () -> Json.object().put("status", "started").put("info", gateway.info()));
        watchEvents(scheduler, gateway, engine);
        welcome(engine, modules);
        // Last, so that it keeps neither the start nor the first answers.
        if (peers.encrypted()) {
            scheduler.schedule(
                    () -> threads.execute(() -> warmUp(peers)),
                    WARM_UP_DELAY.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    // ---- What operators ask for ----

    /** SIGHUP reads the configuration again, SIGTERM drains if that is set, SIGINT ends at once. */
    void listenToSignals() {
        boolean rotates = settings.logging().rotateSignal().filter("SIGHUP"::equals).isPresent();
        if (!rotates) Signals.on("SIGHUP", () -> new Operator().reload());
        Signals.on("SIGINT", () -> exit(SIGINT));
        Signals.on("SIGTERM", this::terminate);
    }

    /** The second signal does not wait any longer, unless the first was called off. */
    private void terminate() {
        Duration limit = settings.general().drain();
        boolean again = terminating.getAndSet(true) && drain.filter(Drain::isRunning).isPresent();
        if (limit.isZero() || again) {
            exit(SIGTERM);
        } else {
            new Operator().drain(limit, true);
        }
    }

    private void exit() {
        exit(SIGTERM);
    }

    /** Ends the process in a while: {@link #close} runs as it ends. */
    private void exit(int signal) {
        endSignal = signal;
        Thread.ofPlatform().name("exit").start(() -> System.exit(BY_SIGNAL + signal));
    }

    private final class Operator implements Operations {
        @Override
        public Json reload() {
            return reload.map(Reload::run).orElseGet(Json::object);
        }

        @Override
        public void drain(Duration limit, boolean exits) {
            events.core(
                    STARTED,
                    () ->
                            Json.object()
                                    .put("status", "draining")
                                    .put("timeout", limit.toSeconds()));
            drain.ifPresent(found -> found.begin(limit, exits));
        }

        @Override
        public Duration drainLimit() {
            Duration set = settings.general().drain();
            return set.isZero() ? DRAIN : set;
        }
    }

    private void warmUp(PeerSettings peers) {
        new WarmUp(peers, random).run();
        SrtpCipher.complaints().forEach(text -> LOG.warning(() -> "srtp: " + text));
        LOG.fine(() -> "srtp ciphers " + SrtpCipher.account());
    }

    private void welcome(MediaEngine engine, Modules modules) {
        int loops = engine.loops().size();
        LOG.info(() -> "Cardea is ready, with " + loops + " media loops.");
        modules.urls().forEach(url -> LOG.info(() -> "  " + url));
    }

    /** What is alive at the end: all zero when every client had left before. */
    private static String census(JanusGateway gateway, LoopCounters media) {
        return " sessions="
                + gateway.sessions()
                + " peers="
                + media.peers()
                + " packets="
                + media.packetsInUse()
                + " faults="
                + media.faults()
                + ", "
                + media.turnTimes();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static void finish(ExecutorService threads) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(LAST_TASKS.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
        }
    }

    /** What a task of the start has made, or why it could not. */
    private static <T> T finished(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case null, default -> throw new StartException(e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted");
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(Level.SEVERE, "periodic task failed", e);
            }
        };
    }

    // ---- Addresses and media ----

    private ServerInfo.Addresses addresses() {
        String local = LocalAddress.find(settings.general().networkInterface());
        List<String> known = new ArrayList<>(settings.nat().publicAddresses());
        settings.nat().stun().flatMap(this::seenFromOutside).ifPresent(known::add);
        return new ServerInfo.Addresses(local, known.stream().distinct().toList());
    }

    private Optional<String> seenFromOutside(StunServer server) {
        try {
            return Optional.of(new StunQuery(random).publicAddress(server));
        } catch (IOException e) {
            if (!settings.nat().ignoreUnreachable()) {
                throw new StartException("STUN: " + e.getMessage());
            }
            LOG.warning(() -> "stun server not usable: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void warn(ServerInfo.Addresses addresses) {
        var nat = settings.nat();
        boolean alone =
                nat.stun().isEmpty()
                        && nat.turn().isEmpty()
                        && nat.turnRest().isEmpty()
                        && nat.publicAddresses().isEmpty();
        if (alone && LocalAddress.isPrivate(addresses.localIp())) {
            LOG.warning(
                    "the local address is private and there is neither a STUN or TURN server nor"
                            + " nat_1_1_mapping: clients elsewhere may not reach us");
        }
        if (nat.ice().tcp() && !nat.ice().lite()) LOG.warning("ice_tcp works best with ice_lite");
        if (settings.media().ipv6().linkLocal() && !settings.media().ipv6().enabled()) {
            LOG.warning("ipv6_linklocal has no effect without ipv6");
        }
        if (!settings.media().encrypted()) {
            LOG.warning("WebRTC encryption is off: media is in the clear");
        }
    }

    private Webrtc webrtc(
            MediaEngine engine,
            ServerInfo.Addresses addresses,
            ExecutorService threads,
            PeerSettings peers,
            Limits limits) {
        String shown =
                addresses.publicIps().isEmpty()
                        ? addresses.localIp()
                        : addresses.publicIps().getFirst();
        Clock clock = Clock.systemUTC();
        Instant now = clock.instant();
        long unixNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return new Webrtc(
                settings,
                peers,
                shown,
                new Webrtc.Environment(
                        engine,
                        threads,
                        System::nanoTime,
                        new NtpClock(unixNanos - System.nanoTime()),
                        random,
                        limits));
    }

    private PeerSettings peers() throws IOException {
        try {
            return PeerRules.peers(settings, certificate());
        } catch (UnknownHostException e) {
            throw new StartException("cannot find " + e.getMessage());
        }
    }

    private DtlsCertificate certificate() throws IOException {
        Certificates files = settings.certificates();
        if (files.certificate().isPresent()) {
            return DtlsCertificate.load(
                    files.certificate().get(),
                    files.key().orElseThrow(),
                    files.password().map(String::toCharArray));
        }
        Instant now = Instant.now();
        return files.rsa()
                ? DtlsCertificate.generateRsa(random, now)
                : DtlsCertificate.generate(random, now);
    }

    private Authorization authorization(ExecutorService threads, ScheduledExecutorService timer) {
        var access = settings.access();
        if (!access.tokenAuth() && access.jwt().isPresent()) {
            LOG.warning("token_jwt_keys has no effect without token_auth");
        }
        Authorization authorization =
                new Authorization(
                        access,
                        new Authorization.Environment(
                                () -> Instant.now().getEpochSecond(), System::nanoTime, threads));
        timer.scheduleWithFixedDelay(
                guarded(authorization::refresh),
                Authorization.refreshSeconds(),
                Authorization.refreshSeconds(),
                TimeUnit.SECONDS);
        return authorization;
    }

    // ---- Modules ----

    /** Starts those that their settings switch on, if events are broadcast at all. */
    private List<EventHandler> eventHandlers() {
        if (!settings.events().broadcast()) return List.of();
        var wanted = settings.modules();
        List<EventHandler> started = new ArrayList<>();
        for (EventHandler handler :
                new ModuleLoader(wanted.exitOnError())
                        .load(
                                EventHandler.class,
                                wanted.folders().events(),
                                wanted.disabledEventHandlers(),
                                h -> h.info().libraryName())) {
            Settings own = installation.modules().of(handler.info().packageName());
            try {
                if (handler.start(() -> own)) started.add(opened(handler));
            } catch (Exception e) {
                handler.close();
                notStarted(handler.info(), e);
            }
        }
        if (started.isEmpty()) return List.of();
        events =
                opened(
                        new Broadcaster(
                                settings.general().serverName(),
                                () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
                                started));
        return started;
    }

    /** Starts those that their settings switch on. */
    private List<LogSink> loggers(Log log) {
        var wanted = settings.modules();
        List<LogSink> started = new ArrayList<>();
        for (LogSink logger :
                new ModuleLoader(wanted.exitOnError())
                        .load(
                                LogSink.class,
                                wanted.folders().loggers(),
                                wanted.disabledLoggers(),
                                l -> l.info().libraryName())) {
            try {
                if (!logger.start(installation.modules().of(logger.info().packageName()))) continue;
                started.add(opened(logger));
                opened(log.to(logger));
            } catch (Exception e) {
                logger.close();
                notStarted(logger.info(), e);
            }
        }
        return started;
    }

    private void watchEvents(
            ScheduledExecutorService scheduler, JanusGateway gateway, MediaEngine engine) {
        if (!events.isEnabled()) return;
        long period = settings.events().statistics().toMillis();
        scheduler.scheduleWithFixedDelay(
                guarded(() -> events.core(STARTED, () -> update(gateway, engine))),
                UPDATE_PERIOD.toMillis(),
                UPDATE_PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
        if (period <= 0) return;
        scheduler.scheduleWithFixedDelay(
                guarded(gateway::reportStatistics), period, period, TimeUnit.MILLISECONDS);
    }

    /** Events that found the queue of all event handlers full. */
    private long eventDrops() {
        return events instanceof Broadcaster broadcaster ? broadcaster.dropped() : 0;
    }

    private Json update(JanusGateway gateway, MediaEngine engine) {
        Json numbers =
                Json.object()
                        .put("sessions", gateway.sessions())
                        .put("handles", gateway.handles())
                        .put("peerconnections", engine.counters().peers())
                        .put("stats-period", settings.events().statistics().toSeconds());
        return Json.object().put("status", "update").put("info", numbers);
    }

    private List<Plugin> plugins(
            ScheduledExecutorService scheduler,
            EngineForwarding forwarding,
            Authorization authorization,
            Limits limits) {
        var wanted = settings.modules();
        PluginEnvironment.Shared shared =
                new PluginEnvironment.Shared(
                        events,
                        new Recorders(settings.general().recordings(), limits),
                        forwarding,
                        authorization,
                        scheduler,
                        limits);
        List<Plugin> started = new ArrayList<>();
        ModuleLoader loader = new ModuleLoader(wanted.exitOnError());
        for (Plugin plugin :
                loader.load(
                        Plugin.class,
                        wanted.folders().plugins(),
                        wanted.disabledPlugins(),
                        p -> p.info().libraryName())) {
            String name = plugin.info().packageName();
            try {
                plugin.start(
                        new PluginEnvironment(
                                name,
                                installation.modules().of(name),
                                installation.modules().files(),
                                shared));
                started.add(opened(plugin));
            } catch (Exception e) {
                notStarted(plugin.info(), e);
            }
        }
        return started;
    }

    private void transports(JanusGateway gateway, Modules modules, Authorization authorization) {
        var wanted = settings.modules();
        ModuleLoader loader = new ModuleLoader(wanted.exitOnError());
        boolean serves = false;
        boolean admin = false;
        for (Transport transport :
                loader.load(
                        Transport.class,
                        wanted.folders().transports(),
                        wanted.disabledTransports(),
                        t -> t.info().libraryName())) {
            String name = transport.info().packageName();
            try {
                boolean started =
                        transport.start(
                                new TransportEnvironment(
                                        name,
                                        installation.modules().of(name),
                                        gateway,
                                        settings.limits().requestBytes(),
                                        installation.webFolder(),
                                        events));
                serves |= started;
                admin |= transport.isAdminEnabled();
                if (started || transport.isAdminEnabled()) {
                    modules.add(opened(transport));
                } else {
                    transport.close();
                }
            } catch (Exception e) {
                transport.close();
                notStarted(transport.info(), e);
            }
        }
        if (!serves) throw new StartException("no transport offers the Janus API");
        if (authorization.stored().isPresent() && !admin) {
            throw new StartException("token_auth without secret needs the Admin API to add tokens");
        }
        if (admin && !authorization.hasAdminSecret()) {
            LOG.warning(
                    "the Admin API has no admin_secret of its own: it serves only clients on this"
                            + " machine");
        }
    }

    /** A module that does not start is left out; the server goes on. */
    static void notStarted(ModuleInfo module, Exception why) {
        String where = "module not started module=" + module.packageName();
        if (why instanceof SettingsException || why instanceof IOException) {
            LOG.severe(() -> where + ": " + why.getMessage());
        } else {
            LOG.log(Level.SEVERE, why, () -> where);
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        stopping.run();
        LOG.info(() -> "shutting down" + census.get());
        events.core(
                SHUTDOWN, () -> Json.object().put("status", "shutdown").put("signum", endSignal));
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, e, () -> "closing failed part=" + part.getClass());
            }
        }
    }
}
