package io.cardea.transport.http;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.transport.http.HttpSettings.Listener;
import io.cardea.transport.http.SessionQueue.Poll;
import io.cardea.transport.netty.Door;
import io.cardea.transport.netty.Origins;
import io.cardea.transport.netty.Tuning;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * Decides what a request gets. Any virtual thread: a long poll waits here.
 *
 * <p>Every answer of the API is a 200, errors included; other statuses tell that the API was not
 * reached at all.
 */
final class Api {
    private static final String JSON = "application/json";
    private static final int TRANSACTION_LENGTH = 11;
    private static final String TRANSACTION_LETTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int UNSUPPORTED_METHOD = 450;
    private static final int INVALID_JSON = 454;
    private static final int NOT_AN_OBJECT = 455;
    private static final int CONFLICTING_ID = 457;

    /** Which of the two APIs a listener carries. */
    enum Kind {
        JANUS,
        ADMIN
    }

    /** What the listeners of a transport have in common. */
    record Shared(
            Gateway gateway,
            SessionQueues queues,
            Tuning tuning,
            AtomicReference<Origins> origins,
            Optional<StaticPages> pages,
            Limits limits,
            Counters counters,
            RandomGenerator random) {}

    private final Listener listener;
    private final Door door;
    private final Shared shared;

    Api(Listener listener, Door door, Shared shared) {
        this.listener = listener;
        this.door = door;
        this.shared = shared;
    }

    Answer answer(HttpCall call, HttpClient client, Connection connection)
            throws InterruptedException {
        if (isForwardedForStranger(call)) return forbidden();
        Optional<Route> route = Route.of(listener.basePath(), call.path());
        Optional<StaticPages> pages = pagesFor(call, route);
        if (pages.isPresent()) return pages.get().answer(call);
        if (!shared.origins.get().permits(call.headers())) return withCors(call, forbidden());
        return withCors(call, apiAnswer(call, route, client, connection));
    }

    private Answer forbidden() {
        shared.counters.forbidden.incrementAndGet();
        return Answer.empty(403);
    }

    private boolean isForwardedForStranger(HttpCall call) {
        if (!listener.forwardedToo()) return false;
        List<String> hops = call.headers().getAll("X-Forwarded-For");
        return !hops.isEmpty() && !door.permitsForwarded(String.join(",", hops));
    }

    private Optional<StaticPages> pagesFor(HttpCall call, Optional<Route> route) {
        boolean asksForFile = call.is("GET") || call.is("HEAD");
        if (listener.kind() == Kind.ADMIN || !asksForFile) return Optional.empty();
        boolean shadowed =
                route.isPresent() && (!listener.basePath().isEmpty() || route.get().isApi());
        return shadowed ? Optional.empty() : shared.pages;
    }

    private Answer apiAnswer(
            HttpCall call, Optional<Route> route, HttpClient client, Connection connection)
            throws InterruptedException {
        if (call.is("OPTIONS")) return Answer.empty(200);
        if (!call.is("GET") && !call.is("POST")) {
            return error(UNSUPPORTED_METHOD, "Unsupported method " + call.method());
        }
        if (route.isEmpty()) return Answer.empty(404);
        if (call.is("GET") && route.get().is("info")) return core("info", client, connection);
        if (call.is("GET") && route.get().is("ping")) return core("ping", client, connection);
        if (route.get().depth() > 2) return Answer.empty(404);
        return call.is("POST")
                ? post(call, route.get(), client, connection)
                : get(call, route.get(), connection);
    }

    private Answer core(String request, HttpClient client, Connection connection) {
        Json message = Json.object().put("janus", request).put("transaction", transaction());
        return serve(message, client, connection);
    }

    private String transaction() {
        StringBuilder text = new StringBuilder(TRANSACTION_LENGTH);
        for (int i = 0; i < TRANSACTION_LENGTH; i++) {
            int letter = shared.random.nextInt(TRANSACTION_LETTERS.length());
            text.append(TRANSACTION_LETTERS.charAt(letter));
        }
        return text.toString();
    }

    private Answer post(HttpCall call, Route route, HttpClient client, Connection connection) {
        // compat: a request without a body gets no answer at all (transcript http/no-body)
        if (call.body().isEmpty()) return new Answer.Abort();
        if (route.is("ping")) return Answer.empty(400);
        if (route.is("info")) {
            return listener.kind() == Kind.JANUS
                    ? Answer.empty(400)
                    : error(UNSUPPORTED_METHOD, "Use GET for the info endpoint");
        }
        Json request;
        try {
            request = Json.parse(call.body());
        } catch (JsonException e) {
            return error(INVALID_JSON, "JSON error: on line " + e.line() + ": " + e.getMessage());
        }
        if (!request.isObject()) return error(NOT_AN_OBJECT, "JSON error: not an object");
        if (conflicts(request, "session_id", route.sessionId())) {
            return error(CONFLICTING_ID, "Conflicting session ID (payload and path)");
        }
        if (conflicts(request, "handle_id", route.handleId())) {
            return error(CONFLICTING_ID, "Conflicting handle ID (payload and path)");
        }
        return serve(request, client, connection);
    }

    /** Completes the request with the path's id, unless it has another. */
    private static boolean conflicts(Json request, String name, long inPath) {
        if (inPath == 0) return false;
        long inBody = request.integer(name, 0);
        if (inBody != 0 && inBody != inPath) return true;
        request.put(name, inPath);
        return false;
    }

    private Answer serve(Json request, HttpClient client, Connection connection) {
        AtomicReference<Optional<Json>> reply = new AtomicReference<>(Optional.empty());
        Runnable callOff = connection.closeAfter(shared.limits.reply());
        try {
            switch (listener.kind()) {
                case JANUS ->
                        shared.gateway.accept(client, request, r -> reply.set(Optional.of(r)));
                case ADMIN ->
                        shared.gateway.acceptAdmin(client, request, r -> reply.set(Optional.of(r)));
            }
        } finally {
            callOff.run();
        }
        return reply.get().<Answer>map(this::json).orElseGet(Answer.Abort::new);
    }

    private Answer get(HttpCall call, Route route, Connection connection)
            throws InterruptedException {
        if (listener.kind() == Kind.ADMIN) return error(INVALID_JSON, "Request payload missing");
        long sessionId = route.sessionId();
        if (sessionId == 0) return Answer.empty(404);
        String secret = call.parameter("apisecret").orElse("");
        if (!shared.gateway.isAuthorized(secret, call.parameter("token").orElse(""))) {
            return Answer.empty(403);
        }
        if (route.depth() == 2) {
            Answer.Content redirect = Answer.empty(302);
            String session = Long.toUnsignedString(sessionId);
            redirect.headers().set(HttpHeaderNames.LOCATION, listener.basePath() + "/" + session);
            return redirect;
        }
        Optional<SessionQueue> queue = shared.queues.find(sessionId);
        if (queue.isEmpty() || !shared.gateway.keepAlive(sessionId)) return Answer.empty(404);
        return poll(queue.get(), maxEvents(call), connection);
    }

    private static int maxEvents(HttpCall call) {
        long max = Route.number(call.parameter("maxev").orElse("1"));
        return max < 1 ? 1 : (int) Math.min(max, SessionQueue.CAPACITY);
    }

    private Answer poll(SessionQueue queue, int max, Connection connection)
            throws InterruptedException {
        Poll poll = queue.poll(max);
        connection.whenClosed(() -> queue.abandon(poll));
        List<Json> events = await(queue, poll);
        if (!connection.isOpen()) {
            queue.putBack(events);
            return new Answer.Abort();
        }
        Json keepalive = Json.object().put("janus", "keepalive");
        List<Json> content = events.isEmpty() ? List.of(keepalive) : events;
        return json(max > 1 ? Json.arrayOf(content) : content.getFirst());
    }

    private List<Json> await(SessionQueue queue, Poll poll) throws InterruptedException {
        try {
            return poll.answer().get(shared.limits.poll().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            queue.expire(poll);
            return poll.answer().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a poll never fails", e);
        }
    }

    private Answer.Content error(int code, String reason) {
        Json error = Json.object().put("code", code).put("reason", reason);
        return json(Json.object().put("janus", "error").put("error", error));
    }

    private Answer.Content json(Json message) {
        HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, JSON);
        byte[] body = shared.tuning.print(message).getBytes(StandardCharsets.UTF_8);
        return new Answer.Content(200, headers, body);
    }

    private Answer withCors(HttpCall call, Answer answer) {
        if (answer instanceof Answer.Content content) decorate(call, content.headers());
        return answer;
    }

    private void decorate(HttpCall call, HttpHeaders answer) {
        Origins origins = shared.origins.get();
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origins.header());
        if (origins.allowed().isPresent()) {
            answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            answer.set(HttpHeaderNames.VARY, "Origin");
        }
        answer.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");
        String method = call.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        if (method != null) answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, method);
        String headers = call.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        if (headers != null) answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
}
