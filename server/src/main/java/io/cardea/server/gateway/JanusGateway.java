package io.cardea.server.gateway;

import io.cardea.server.auth.Authorization;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.event.EventHandlers;
import io.cardea.server.gateway.RequestObserver.Api;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportClient.SessionEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * The Janus API: takes requests, finds session and handle, answers.
 *
 * <p>Any thread. A request is checked in Janus's order: envelope, ids, secret, session, handle,
 * then what the request itself needs. Every failure is an {@link ApiException} and becomes an error
 * reply here, in one place.
 */
public final class JanusGateway implements Gateway {
    private static final Fields ENVELOPE =
            Fields.NONE
                    .mandatory("transaction", Kind.STRING)
                    .mandatory("janus", Kind.STRING)
                    .optional("id", Kind.POSITIVE_INTEGER);

    private static final Set<String> HANDLE_REQUESTS =
            Set.of("message", "trickle", "hangup", "detach");
    private static final Set<String> SESSION_REQUESTS = Set.of("attach", "destroy");

    private final ServerSettings settings;
    private final Environment environment;
    private final Authorization authorization;
    private final Sessions sessions;
    private final ServerInfo info;
    private final Attach attach;
    private final AdminApi admin;
    private final Message message;
    private final PluginHandle.Surroundings surroundings;
    private final LiveSettings live;

    /**
     * What the gateway stands on.
     *
     * @param operations what concerns the server as a whole
     * @param nanoTime the clock of timeouts
     * @param random makes ids; they protect sessions, so they must not be guessable
     * @param threads run the lanes
     * @param observer is shown all requests
     */
    public record Environment(
            Modules modules,
            HandleConnection.Factory connections,
            EventHandlers events,
            LiveSettings live,
            Authorization authorization,
            Operations operations,
            Executor threads,
            LongSupplier nanoTime,
            RandomGenerator random,
            RequestObserver observer) {}

    /** What a request comes to: the reply, and what has to wait until it is on its way. */
    record Outcome(Json reply, Runnable afterwards) {
        static Outcome of(Json reply) {
            return new Outcome(reply, () -> {});
        }
    }

    public JanusGateway(ServerSettings settings, ServerInfo info, Environment environment) {
        this.settings = settings;
        this.environment = environment;
        this.info = info;
        this.live = environment.live();
        this.authorization = environment.authorization();
        this.sessions = new Sessions(environment.random(), live.limits().sessions());
        this.surroundings =
                new PluginHandle.Surroundings(
                        environment.threads(),
                        environment.connections(),
                        environment.events(),
                        settings.general().opaqueIdInApi(),
                        !settings.events().statistics().isZero(),
                        settings.events().combineMediaStats(),
                        handle -> detach(handle, true),
                        new Faults());
        ServerSettings.Sessions rules = settings.sessions();
        boolean choosesLoop = rules.eventLoops() > 0 && rules.allowLoopIndication();
        this.attach =
                new Attach(
                        environment.modules(),
                        sessions,
                        surroundings,
                        authorization,
                        live.limits(),
                        choosesLoop);
        this.admin =
                new AdminApi(
                        authorization,
                        sessions,
                        new AdminApi.Parts(
                                new AdminOperations(environment.operations(), this::sessions),
                                new AdminSettings(settings, live, environment.nanoTime()),
                                new AdminModules(
                                        environment.modules(), environment.events(), live.log()),
                                new AdminTokens(authorization.stored(), environment.modules()),
                                new AdminNetwork(environment.connections()),
                                new AdminSessions(sessions, this::destroy),
                                new AdminHandles(live, handle -> detach(handle, true)),
                                new AdminCaptures(environment.connections())));
        this.message = new Message(settings.sessions().taskPool());
    }

    @Override
    public void accept(TransportClient client, Json request, Consumer<Json> reply) {
        RequestObserver.Watch watch = watch(Api.JANUS, client, request);
        Outcome outcome = serve(client, request);
        watch.answered(outcome.reply());
        try {
            reply.accept(outcome.reply());
        } finally {
            outcome.afterwards().run();
        }
    }

    private RequestObserver.Watch watch(Api api, TransportClient client, Json request) {
        return environment
                .observer()
                .begin(new RequestObserver.Asked(api, client, request, () -> pluginOf(request)));
    }

    /** The package of the plugin of the handle that a request names, if it is there. */
    Optional<String> pluginOf(Json request) {
        return sessions.find(request.integer("session_id", 0))
                .flatMap(session -> session.handle(request.integer("handle_id", 0)))
                .map(handle -> handle.plugin().info().packageName());
    }

    private Outcome serve(TransportClient client, Json request) {
        // compat: an array has no members, so it lacks the first of them (transcript envelope)
        Optional<Fields.Flaw> flaw = ENVELOPE.check(request);
        if (flaw.isPresent()) {
            return Outcome.of(Replies.envelopeError(request, ApiException.flaw(flaw.get())));
        }
        try {
            String token = request.string("token", "");
            if (!live.limits().permitsRequest(client.origin(), token, now())) {
                throw ApiException.tooManyRequests();
            }
            return dispatch(client, request);
        } catch (ApiException e) {
            return Outcome.of(Replies.error(request, e));
        } catch (RejectedExecutionException e) {
            return Outcome.of(Replies.error(request, ApiException.unknown("Thread pool error")));
        } catch (RuntimeException e) {
            surroundings.faults().report("request failed request=" + name(request), e);
            return Outcome.of(Replies.error(request, ApiException.unknown("Unknown error")));
        }
    }

    private static String name(Json request) {
        return request.string("janus", "");
    }

    private Outcome dispatch(TransportClient client, Json request) {
        String written = name(request);
        String name = written.toLowerCase(Locale.ROOT);
        long sessionId = request.integer("session_id", 0);
        long handleId = request.integer("handle_id", 0);
        if (sessionId == 0 && handleId == 0) return serverRequest(client, request, name, written);
        if (sessionId == 0) throw ApiException.noSession();
        authorize(request);
        Session session =
                sessions.find(sessionId).orElseThrow(() -> ApiException.noSession(sessionId));
        session.touch(now());
        if (isAbsent(request, "handle_id")) return sessionRequest(client, session, request, name);
        if (handleId == 0) throw ApiException.noHandle();
        PluginHandle handle =
                session.handle(handleId)
                        .orElseThrow(() -> ApiException.noHandle(handleId, sessionId));
        return handleRequest(client, handle, request, name);
    }

    private static boolean isAbsent(Json request, String name) {
        return request.get(name).map(Json::isNull).orElse(true);
    }

    private void authorize(Json request) {
        boolean permitted =
                authorization.permits(request.string("apisecret", ""), request.string("token", ""));
        if (!permitted) throw ApiException.unauthorized();
    }

    private Outcome serverRequest(
            TransportClient client, Json request, String name, String written) {
        return switch (name) {
            case "info" ->
                    Outcome.of(info.reply(request.string("transaction", ""), live.isAccepting()));
            case "ping" -> Outcome.of(Replies.of("pong", request));
            case "create" -> Outcome.of(create(client, request));
            default -> throw ApiException.unhandled(written);
        };
    }

    private Json create(TransportClient client, Json request) {
        if (!live.isAccepting()) throw ApiException.notAccepting();
        authorize(request);
        long wanted = request.integer("id", 0);
        Optional<Session> created =
                wanted == 0
                        ? Optional.of(sessions.create(client, now()))
                        : sessions.create(wanted, client, now());
        if (created.isEmpty()) {
            return Replies.error(wanted, request, ApiException.sessionIdInUse());
        }
        Session session = created.get();
        session.begin();
        environment.events().session(session.id(), () -> created(client));
        return Replies.of("success", request).put("data", Json.object().put("id", session.id()));
    }

    private static Json created(TransportClient client) {
        Json transport = Json.object();
        client.transport().ifPresent(name -> transport.put("transport", name));
        transport.put("id", ClientId.of(client));
        return Json.object().put("name", "created").put("transport", transport);
    }

    private Outcome sessionRequest(
            TransportClient client, Session session, Json request, String name) {
        String written = name(request);
        if (HANDLE_REQUESTS.contains(name)) throw ApiException.unhandled(written);
        return switch (name) {
            case "keepalive" -> Outcome.of(Replies.of("ack", request));
            case "attach" -> Outcome.of(attach.serve(session, request));
            case "claim" -> Outcome.of(claim(client, session, request));
            case "destroy" -> {
                destroy(session);
                yield Outcome.of(Replies.of("success", request));
            }
            default -> throw ApiException.unknownRequest(written);
        };
    }

    private static Json claim(TransportClient client, Session session, Json request) {
        if (!session.claim(client)) throw ApiException.noSession(session.id());
        return Replies.of("success", request);
    }

    private Outcome handleRequest(
            TransportClient client, PluginHandle handle, Json request, String name) {
        String written = name(request);
        if (SESSION_REQUESTS.contains(name)) throw ApiException.unhandled(written);
        return switch (name) {
            case "keepalive" -> Outcome.of(Replies.of("ack", request));
            case "claim" -> Outcome.of(claim(client, handle.session(), request));
            case "message" -> message.serve(handle, request);
            case "trickle" -> Outcome.of(Trickle.serve(handle, request));
            case "hangup" ->
                    new Outcome(Replies.of("success", request), () -> handle.hangup("Janus API"));
            case "detach" -> detachRequest(handle, request);
            default -> throw ApiException.unknownRequest(written);
        };
    }

    private Outcome detachRequest(PluginHandle handle, Json request) {
        if (!handle.startEnding()) throw ApiException.noHandle(handle.id(), handle.sessionId());
        handle.session().remove(handle);
        return new Outcome(Replies.of("success", request), () -> finish(handle, true));
    }

    private void detach(PluginHandle handle, boolean tellClient) {
        if (!handle.startEnding()) return;
        handle.session().remove(handle);
        finish(handle, tellClient);
    }

    private static void finish(PluginHandle handle, boolean tellClient) {
        handle.finish(() -> {
            handle.report("detached");
            if (tellClient) handle.session().send(handle.detached());
        });
    }

    private void destroy(Session session) {
        destroy(session, Optional.empty(), SessionEnd.DESTROYED);
        report(session, "destroyed");
    }

    private void destroy(Session session, Optional<Json> lastEvent, SessionEnd why) {
        sessions.remove(session);
        if (!session.end(lastEvent, why)) return;
        session.handles().forEach(handle -> detach(handle, false));
    }

    private void report(Session session, String name) {
        environment.events().session(session.id(), () -> Json.object().put("name", name));
    }

    /** Ends sessions that were idle for too long; call it every {@link #WATCH_PERIOD}. */
    public void expire() {
        long now = now();
        Duration timeout = live.sessionTimeout();
        Duration reclaim = live.reclaim();
        live.limits().forgetIdle(now);
        for (Session session : sessions.all()) {
            if (session.isExpired(now, timeout, reclaim)) {
                destroy(session, Optional.of(Replies.timeout(session)), SessionEnd.TIMEOUT);
                report(session, "timeout");
            } else {
                session.handles().forEach(handle -> handle.connection().expire(now));
            }
        }
    }

    /** How often sessions are looked at. */
    public static final Duration WATCH_PERIOD = Duration.ofSeconds(2);

    /** What {@code info} tells, without its envelope. */
    public Json info() {
        Json told = Json.object();
        info.reply("", live.isAccepting())
                .members()
                .forEach((name, value) -> {
                    if (!name.equals("janus") && !name.equals("transaction")) told.put(name, value);
                });
        return told;
    }

    /** Tells event handlers how well the media of all handles flow. */
    public void reportStatistics() {
        for (Session session : sessions.all()) {
            session.handles().forEach(PluginHandle::reportStatistics);
        }
    }

    /** Handles alive. */
    public int handles() {
        return sessions.all().stream().mapToInt(session -> session.handles().size()).sum();
    }

    /** What the paths to clients are estimated to carry, in bit/s: of those estimated now. */
    public LongStream bandwidths() {
        return sessions.all().stream()
                .flatMap(session -> session.handles().stream())
                .mapToLong(handle -> handle.connection().bandwidth())
                .filter(estimate -> estimate > 0);
    }

    /** Whether new sessions are welcome. */
    public boolean isAccepting() {
        return live.isAccepting();
    }

    /** Sessions alive. */
    public int sessions() {
        return sessions.all().size();
    }

    /** What there is of what is limited, and what was refused. */
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>(live.limits().metrics());
        all.addAll(authorization.metrics());
        return all;
    }

    /** Refuses new sessions until they are accepted again: the server is to be empty. */
    public void drain() {
        live.drain();
    }

    /** Whether the server is to be empty. */
    public boolean isDraining() {
        return live.isDraining();
    }

    /**
     * Ends all sessions as their clients know it: {@code hangup} and {@code detached} of each
     * handle, then {@code timeout}.
     *
     * @return done when all are gone
     */
    public CompletableFuture<Void> endAll() {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Session session : sessions.all()) {
            List<PluginHandle> handles = session.handles();
            handles.forEach(PluginHandle::end);
            CompletableFuture<Void> silent =
                    CompletableFuture.allOf(
                            handles.stream()
                                    .map(PluginHandle::over)
                                    .toArray(CompletableFuture<?>[]::new));
            ends.add(
                    silent.completeOnTimeout(null, HANDLES_END.toMillis(), TimeUnit.MILLISECONDS)
                            .thenRunAsync(() -> endAsTimeout(session), environment.threads()));
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    }

    private void endAsTimeout(Session session) {
        destroy(session, Optional.of(Replies.timeout(session)), SessionEnd.TIMEOUT);
        report(session, "destroyed");
    }

    /** How long the handles of a session that is ended may take to end. */
    private static final Duration HANDLES_END = Duration.ofSeconds(2);

    /** Ends all sessions without telling their clients: for the end of the server. */
    public void shutdown() {
        live.accepting(false);
        for (Session session : sessions.all()) {
            destroy(session, Optional.empty(), SessionEnd.DESTROYED);
        }
    }

    @Override
    public void acceptAdmin(TransportClient client, Json request, Consumer<Json> reply) {
        RequestObserver.Watch watch = watch(Api.ADMIN, client, request);
        Json answer = serveAdmin(client, request);
        watch.answered(answer);
        reply.accept(answer);
    }

    private Json serveAdmin(TransportClient client, Json request) {
        Optional<Fields.Flaw> flaw = AdminApi.flaw(request);
        if (flaw.isPresent()) {
            return Replies.envelopeError(request, ApiException.flaw(flaw.get()));
        }
        try {
            boolean wantsInfo = name(request).equalsIgnoreCase("info");
            return wantsInfo
                    ? info.reply(request.string("transaction", ""), live.isAccepting())
                    : admin.serve(client, request);
        } catch (ApiException e) {
            return Replies.error(request, e);
        } catch (RuntimeException e) {
            surroundings.faults().report("admin request failed request=" + name(request), e);
            return Replies.error(request, ApiException.unknown("Unknown error"));
        }
    }

    @Override
    public boolean isAuthorized(String apiSecret, String token) {
        return authorization.permits(apiSecret, token);
    }

    @Override
    public boolean keepAlive(long sessionId) {
        Optional<Session> session = sessions.find(sessionId);
        session.ifPresent(found -> found.touch(now()));
        return session.isPresent();
    }

    @Override
    public void clientGone(TransportClient client) {
        boolean lingers = live.reclaim().toSeconds() >= 1;
        for (Session session : sessions.all()) {
            if (!session.belongsTo(client)) continue;
            if (lingers) {
                session.linger();
            } else {
                destroy(session);
            }
        }
    }

    private long now() {
        return environment.nanoTime().getAsLong();
    }
}
