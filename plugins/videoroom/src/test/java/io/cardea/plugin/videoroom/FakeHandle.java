package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A client's handle with a lane of its own, as the server has it. With {@code Runnable::run} for
 * threads everything has happened when a method returns.
 */
final class FakeHandle implements Handle {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** What the client got: replies and events in their order. */
    final List<Event> received = new CopyOnWriteArrayList<>();

    /** What event handlers got. */
    final List<Json> notified = new CopyOnWriteArrayList<>();

    /** Faults of the plugin. */
    final List<Throwable> faults = new CopyOnWriteArrayList<>();

    final FakePeer peer;
    volatile boolean hasPeer;

    /** Sees what the client gets as it comes. */
    volatile Consumer<Event> onReceived = _ -> {};

    final AtomicInteger hangups = new AtomicInteger();

    private final long id = NUMBERS.incrementAndGet();
    private final SerialTasks lane;
    private final PluginSession session;
    private volatile boolean silent;

    FakeHandle(VideoRoomPlugin plugin, Executor threads) {
        this(plugin::attach, threads);
    }

    @SuppressWarnings("this-escape")
    FakeHandle(Function<Handle, PluginSession> plugin, Executor threads) {
        this.lane = new SerialTasks(threads);
        this.peer = new FakePeer(lane);
        this.session = plugin.apply(this);
    }

    // ---- The client ----

    /** Sends a request and returns the reply, an event's or a success's data. */
    Json ask(String body) {
        return ask(body, Optional.empty()).data();
    }

    /** The same with a description. */
    Event ask(String body, Optional<Jsep> jsep) {
        return send(json(body), jsep).join();
    }

    /** The same with an offer in {@link FakePeer}'s words. */
    Event offer(String body, String... lines) {
        return ask(body, Optional.of(offer(false, "[]", "[]", lines)));
    }

    /** Sends a request; done with the reply. */
    CompletableFuture<Event> send(Json body, Optional<Jsep> jsep) {
        CompletableFuture<Event> answered = new CompletableFuture<>();
        run(() -> serve(new Request("t", body, jsep), answered));
        return answered;
    }

    private void serve(Request request, CompletableFuture<Event> answered) {
        request.jsep().ifPresent(_ -> hasPeer = true);
        switch (session.handle(request)) {
            case Reply.Now(Json data) -> answered.complete(note(Event.of(data)));
            case Reply.Failed(String reason) -> throw new AssertionError(reason);
            case Reply.Later(_, var work) ->
                    run(() -> {
                        try {
                            Event event = work.call();
                            note(event);
                            answered.complete(event);
                            event.after().run();
                        } catch (Exception e) {
                            faults.add(e);
                            answered.completeExceptionally(e);
                        }
                    });
        }
    }

    private Event note(Event event) {
        if (silent) return event;
        received.add(event);
        onReceived.accept(event);
        return event;
    }

    static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    static Jsep offer(boolean e2ee, String simulcast, String svc, String... lines) {
        return new Jsep("offer", String.join("\n", lines), false, e2ee, json(simulcast), json(svc));
    }

    static Jsep answer(String... lines) {
        return new Jsep(
                "answer", String.join("\n", lines), false, false, Json.array(), Json.array());
    }

    /** What came since the last call, in single quotes. */
    List<String> events() {
        List<String> texts = new ArrayList<>();
        received.forEach(event -> texts.add(event.data().toString().replace('"', '\'')));
        received.clear();
        return texts;
    }

    // ---- The server ----

    /** ICE and DTLS are ready. */
    void up() {
        run(session::onMediaUp);
    }

    /** The PeerConnection is gone. */
    void down() {
        run(() -> {
            hasPeer = false;
            session.onMediaDown("gone");
            peer.clear();
        });
    }

    void slowLink(String mid, String kind, boolean uplink) {
        run(() -> session.onSlowLink(mid, kind, uplink, 10));
    }

    void bandwidth(long bps) {
        run(() -> session.onBandwidth(bps));
    }

    /** The client detaches. */
    void detach() {
        run(() -> {
            silent = true;
            session.close();
            peer.clear();
        });
    }

    Json describe() {
        return session.describe();
    }

    private void run(Runnable task) {
        execute(task);
    }

    // ---- The plugin ----

    @Override
    public long id() {
        return id;
    }

    @Override
    public long sessionId() {
        return 7;
    }

    @Override
    public Optional<String> opaqueId() {
        return Optional.empty();
    }

    @Override
    public void push(Event event) {
        note(event);
        execute(event.after());
    }

    @Override
    public PeerConnection peerConnection() {
        return peer;
    }

    @Override
    public void closePeerConnection() {
        hangups.incrementAndGet();
        down();
    }

    @Override
    public void end() {
        detach();
    }

    @Override
    public void notifyEvent(Json data) {
        notified.add(data);
    }

    @Override
    public void execute(Runnable task) {
        lane.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | AssertionError e) {
                faults.add(e);
            }
        });
    }
}
