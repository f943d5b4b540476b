package io.cardea.conformance;

import io.cardea.spi.Json;
import io.cardea.testkit.HeadlessPeer;
import io.cardea.testkit.HeadlessPeers;
import io.cardea.testkit.Reception;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a {@link Scene}: a connection with a session and a handle, and perhaps a
 * PeerConnection.
 *
 * <p>Used by one thread; another one reads the connection.
 */
final class Actor implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(8);

    /** What is of no interest to any scene: when they come depends on the media. */
    private static final List<String> NOISE = List.of("media", "slowlink", "trickle", "ack");

    private final WsClient connection;
    private final HeadlessPeers peers;
    private final BlockingQueue<Json> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Json> fromPlugin = new LinkedBlockingQueue<>();
    private final BlockingQueue<Json> synchronous = new LinkedBlockingQueue<>();
    private final BlockingQueue<Json> fromCore = new LinkedBlockingQueue<>();
    private final Semaphore webrtcUps = new Semaphore(0);
    private final Set<String> unpublished = new HashSet<>();
    private final List<String> tolerated = new ArrayList<>();
    private final Map<Integer, Long> keyframeRequests = new HashMap<>();
    private long session;
    private long handle;
    private int requests;
    private @Nullable HeadlessPeer peer;
    private String lastSdp = "";
    private String lastSdpType = "";

    private Actor(WsClient connection, HeadlessPeers peers) {
        this.connection = connection;
        this.peers = peers;
    }

    static Actor enter(HeadlessPeers peers, String plugin) throws Exception {
        var actor = new Actor(WsClient.connect(), peers);
        Thread.ofVirtual().start(actor::read);
        actor.session = actor.id("{\"janus\":\"create\"}");
        actor.handle = actor.id("{\"janus\":\"attach\",\"plugin\":\"" + plugin + "\"}");
        return actor;
    }

    private long id(String request) throws Exception {
        return janus(request).get("data").orElseThrow().integer("id", 0);
    }

    /** A request to the core, with its ids; gives the answer. */
    Json janus(String request) throws Exception {
        send(Json.parse(request), "core");
        Json answer = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) throw new AssertionError("no answer to " + request);
        return answer;
    }

    private void send(Json request, String transaction) throws IOException {
        request.put("transaction", transaction);
        if (session != 0) request.put("session_id", session);
        if (handle != 0) request.put("handle_id", handle);
        connection.send(request.toString());
    }

    private void read() {
        try {
            while (true) {
                Optional<String> text = connection.receive(Duration.ofSeconds(60));
                text.map(Json::parse).ifPresent(this::sort);
            }
        } catch (EOFException | java.net.SocketException e) {
            answers.add(Json.object().put("janus", "closed"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void sort(Json message) {
        if (message.has("plugindata")) {
            boolean event = message.string("janus", "").equals("event");
            (event ? fromPlugin : synchronous).add(message);
        } else if (message.string("transaction", "").equals("core")) {
            answers.add(message);
        } else if (!NOISE.contains(message.string("janus", ""))) {
            boolean up = message.string("janus", "").equals("webrtcup");
            if (up) {
                webrtcUps.release();
                return;
            }
            boolean refused = message.string("janus", "").equals("error");
            (refused ? synchronous : fromCore).add(message);
        }
    }

    // ---- Requests to the plugin ----

    void request(Json body) throws IOException {
        send(message(body), "r" + ++requests);
    }

    void request(Json body, String type, String sdp, Json more) throws IOException {
        Json jsep = more.put("type", type).put("sdp", sdp).put("trickle", false);
        send(message(body).put("jsep", jsep), "r" + ++requests);
    }

    private static Json message(Json body) {
        return Json.object().put("janus", "message").put("body", body);
    }

    /** Whether a message answers the last request. */
    boolean isReply(Json message) {
        return message.string("transaction", "").equals("r" + requests);
    }

    /** From now on such an event is passed over, once. */
    void tolerate(String event) {
        tolerated.add(event);
    }

    /** The next message of the plugin, in time. */
    Optional<Json> next(Duration patience) throws InterruptedException {
        Json message = fromPlugin.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) return Optional.empty();
        if (isAgainUnpublished(Play.data(message))) return next(patience);
        if (!isReply(message) && isTolerated(Play.data(message))) return next(patience);
        message.get("jsep").ifPresent(this::take);
        return Optional.of(message);
    }

    private boolean isTolerated(Json event) {
        Optional<String> like =
                tolerated.stream()
                        .filter(one -> Pattern.compareLoosely(one, event, Map.of()).isEmpty())
                        .findFirst();
        like.ifPresent(tolerated::remove);
        return like.isPresent();
    }

    /** Janus says it when it is asked for, and often again when the PeerConnection is gone. */
    private boolean isAgainUnpublished(Json event) {
        if (event.has("publishers")) unpublished.clear();
        return event.has("unpublished") && !unpublished.add(event.toString());
    }

    /** The next synchronous answer, in time: before or after the events it caused. */
    Optional<Json> nextSynchronous(Duration patience) throws InterruptedException {
        return Optional.ofNullable(synchronous.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The next event of the core, in time. */
    Optional<Json> nextOfCore(Duration patience) throws InterruptedException {
        return Optional.ofNullable(fromCore.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void take(Json jsep) {
        lastSdp = jsep.string("sdp", "");
        lastSdpType = jsep.string("type", "");
        if (lastSdpType.equals("answer") && peer != null) peer.accept(lastSdp);
    }

    /** The server's description that came last. */
    String lastSdp() {
        return lastSdp;
    }

    String lastSdpType() {
        return lastSdpType;
    }

    // ---- The PeerConnection ----

    HeadlessPeer peer() {
        HeadlessPeer existing = peer;
        if (existing != null && !existing.closed().isDone()) return existing;
        forgetPeer();
        HeadlessPeer made = peers.create();
        peer = made;
        return made;
    }

    /** Waits for its PeerConnection, and for the server to say so. */
    void up() throws InterruptedException, ExecutionException {
        soon(peer().connected());
        if (!webrtcUps.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no webrtcup");
        }
    }

    /** Waits for a further request for a keyframe of what it sends. */
    void awaitKeyframeRequest(int line) throws InterruptedException, ExecutionException {
        long known = keyframeRequests.getOrDefault(line, 0L);
        Reception now = soon(peer().when(all -> all.line(line).keyframeRequests() > known));
        keyframeRequests.put(line, now.line(line).keyframeRequests());
    }

    /** The next PeerConnection is another one. */
    void hangUp() {
        HeadlessPeer existing = peer;
        if (existing != null) existing.close();
        forgetPeer();
    }

    private void forgetPeer() {
        peer = null;
        keyframeRequests.clear();
    }

    void vanish() {
        peer().vanish();
        forgetPeer();
    }

    static <T> T soon(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("it did not happen in time", e);
        }
    }

    /** Ends the connection, and so the session. */
    @Override
    public void close() throws IOException {
        if (peer != null) peer.close();
        connection.close();
    }
}
