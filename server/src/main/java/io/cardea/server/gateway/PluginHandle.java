package io.cardea.server.gateway;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.server.event.EventHandlers;
import io.cardea.server.event.ServerEvent;
import io.cardea.spi.Event;
import io.cardea.spi.EventType;
import io.cardea.spi.Handle;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A client's attachment to a plugin.
 *
 * <p>Everything the plugin hears comes on the lane, in order; what the plugin throws there ends
 * here, counted and logged. Once the handle is ending nothing it says reaches the client.
 */
final class PluginHandle implements Handle, HandleConnection.Owner {
    /** Why the last PeerConnection of a handle ends; never told to a client. */
    private static final String DETACH = "Detach";

    private final long id;
    private final Session session;
    private final Plugin plugin;
    private final Asked asked;
    private final long createdNanos = System.nanoTime();
    private final Surroundings surroundings;
    private final Lane lane;
    private final HandleConnection connection;
    private final PeerReports reports;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private volatile boolean silent;

    // On the lane only.
    private Optional<PluginSession> pluginSession = Optional.empty();
    private int descriptions;
    private int descriptionsAtEnd = -1;
    private boolean endWhenClosed;

    /**
     * What all handles share.
     *
     * @param opaqueIdInApi whether events to clients carry the opaque id
     * @param tellsStatistics whether event handlers are told how well media flow
     * @param combinesStatistics whether those of all m-lines make one event
     * @param detach what a plugin's wish to end its handle comes to
     */
    record Surroundings(
            Executor threads,
            HandleConnection.Factory connections,
            EventHandlers events,
            boolean opaqueIdInApi,
            boolean tellsStatistics,
            boolean combinesStatistics,
            Consumer<PluginHandle> detach,
            Faults faults) {}

    /**
     * What the client asked for when it attached.
     *
     * @param token the one it showed
     * @param loop the media loop for its PeerConnections, -1 for any
     */
    record Asked(Optional<String> opaqueId, Optional<String> token, int loop) {}

    PluginHandle(long id, Session session, Plugin plugin, Asked asked, Surroundings surroundings) {
        this.id = id;
        this.session = session;
        this.plugin = plugin;
        this.asked = asked;
        this.surroundings = surroundings;
        this.lane = new Lane(surroundings.threads(), this::fault);
        this.connection = surroundings.connections().create(this);
        this.reports =
                new PeerReports(surroundings.events(), this, surroundings.combinesStatistics());
    }

    /** Begins the plugin's side; what the plugin throws, this throws. */
    void attach() {
        lane.call(() -> {
            pluginSession = Optional.of(plugin.attach(this));
            return true;
        });
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long sessionId() {
        return session.id();
    }

    @Override
    public Optional<String> opaqueId() {
        return asked.opaqueId();
    }

    @Override
    public int loop() {
        return asked.loop();
    }

    Optional<String> token() {
        return asked.token();
    }

    long createdNanos() {
        return createdNanos;
    }

    Session session() {
        return session;
    }

    Plugin plugin() {
        return plugin;
    }

    HandleConnection connection() {
        return connection;
    }

    @Override
    public PeerConnection peerConnection() {
        return connection;
    }

    /** What the plugin says of itself; empty before it is there. */
    Optional<Json> describe() {
        return pluginSession.map(PluginSession::describe);
    }

    /**
     * Gives the plugin a client's message.
     *
     * @param acknowledged done once the immediate reply is on its way: no event goes before it
     * @throws ApiException if the jsep is refused or the plugin fails
     */
    Reply message(
            String transaction,
            Json body,
            Optional<Json> jsep,
            CompletableFuture<Boolean> acknowledged) {
        return lane.call(() -> {
            if (silent) throw ApiException.noHandle(id, session.id());
            jsep.ifPresent(json -> reportJsep("remote", json));
            Optional<Jsep> description = jsep.map(connection::receive);
            if (description.isPresent()) descriptions++;
            Reply reply = handle(new Request(transaction, body, description));
            if (reply instanceof Reply.Later later) {
                lane.execute(() -> {
                    acknowledged.join();
                    answer(transaction, later);
                });
            }
            return reply;
        });
    }

    private Reply handle(Request request) {
        if (pluginSession.isEmpty()) {
            throw ApiException.message("No plugin to handle this message");
        }
        try {
            return pluginSession.get().handle(request);
        } catch (RuntimeException e) {
            fault(e);
            throw ApiException.message("Plugin returned a severe (unknown) error");
        }
    }

    private void answer(String transaction, Reply.Later later) {
        Event event;
        try {
            event = later.work().call();
        } catch (Exception e) {
            fault(e);
            return;
        }
        send(Optional.of(transaction), event);
        event.after().run();
    }

    @Override
    public void push(Event event) {
        send(Optional.empty(), event);
        execute(event.after());
    }

    private void send(Optional<String> transaction, Event event) {
        Json message = head("event", transaction);
        Json data = Json.object().put("plugin", plugin.info().packageName());
        message.put("plugindata", data.put("data", event.data()));
        event.jsep()
                .ifPresent(jsep -> {
                    Json json = jsepOf(jsep);
                    message.put("jsep", json);
                    reportJsep("local", json);
                });
        sendUnlessEnding(message);
    }

    private static Json jsepOf(Jsep jsep) {
        Json json = Json.object().put("type", jsep.type()).put("sdp", jsep.sdp());
        if (jsep.endToEndEncrypted()) json.put("e2ee", true);
        return json;
    }

    /** An event of this handle, to be completed. */
    private Json head(String name, Optional<String> transaction) {
        Json event = Json.object().put("janus", name).put("session_id", session.id());
        transaction.ifPresent(text -> event.put("transaction", text));
        return identify(event);
    }

    /** Adds who is speaking. */
    Json identify(Json message) {
        message.put("sender", id);
        if (surroundings.opaqueIdInApi())
            opaqueId().ifPresent(text -> message.put("opaque_id", text));
        return message;
    }

    private void sendUnlessEnding(Json message) {
        if (!silent) session.send(message);
    }

    @Override
    public void onTrickle(Json candidate) {
        sendUnlessEnding(head("trickle", Optional.empty()).put("candidate", candidate));
    }

    @Override
    public void onPeerEvent(PeerEvent event) {
        reports.report(event);
        if (concerns(event)) execute(() -> onLane(event));
    }

    @Override
    public void onBandwidth(long bitsPerSecond) {
        execute(() -> {
            if (!silent) pluginSession.ifPresent(p -> p.onBandwidth(bitsPerSecond));
        });
    }

    /** Whether client or plugin are told: only then it is worth a task. */
    private static boolean concerns(PeerEvent event) {
        return switch (event) {
            case PeerEvent.IceState _,
                    PeerEvent.LocalCandidate _,
                    PeerEvent.RemoteCandidate _,
                    PeerEvent.UnresolvedCandidate _,
                    PeerEvent.GatheringDone _,
                    PeerEvent.SelectedPair _,
                    PeerEvent.DtlsState _,
                    PeerEvent.DataChannelClosed _ ->
                    false;
            case PeerEvent.Connected _,
                    PeerEvent.Media _,
                    PeerEvent.SlowLink _,
                    PeerEvent.Remb _,
                    PeerEvent.DataChannelOpen _,
                    PeerEvent.DataMessage _,
                    PeerEvent.IceFailed _,
                    PeerEvent.Closed _ ->
                    true;
        };
    }

    private void onLane(PeerEvent event) {
        if (silent) return;
        switch (event) {
            case PeerEvent.Connected _ -> {
                sendUnlessEnding(head("webrtcup", Optional.empty()));
                pluginSession.ifPresent(PluginSession::onMediaUp);
            }
            case PeerEvent.Media media -> onMedia(media);
            case PeerEvent.SlowLink slow -> onSlowLink(slow);
            case PeerEvent.Remb(long bps) -> pluginSession.ifPresent(p -> p.onPeerBitrate(bps));
            case PeerEvent.DataChannelOpen(String label, String protocol) ->
                    pluginSession.ifPresent(p -> p.onDataOpen(label, protocol));
            case PeerEvent.DataMessage(
                            String label,
                            String protocol,
                            boolean binary,
                            byte[] payload) ->
                    pluginSession.ifPresent(p -> p.onData(label, protocol, binary, payload));
            case PeerEvent.IceFailed() -> sendUnlessEnding(head("ice-failed", Optional.empty()));
            case PeerEvent.Closed(String reason) -> onClosed(reason);
            case PeerEvent.IceState _,
                    PeerEvent.LocalCandidate _,
                    PeerEvent.RemoteCandidate _,
                    PeerEvent.UnresolvedCandidate _,
                    PeerEvent.GatheringDone _,
                    PeerEvent.SelectedPair _,
                    PeerEvent.DtlsState _,
                    PeerEvent.DataChannelClosed _ -> {}
        }
    }

    private void onMedia(PeerEvent.Media media) {
        Json event = head("media", Optional.empty()).put("mid", media.mid());
        event.put("type", media.kind().word());
        if (media.substream() >= 0) event.put("substream", media.substream());
        event.put("receiving", media.receiving());
        if (!media.receiving() && media.seconds() > 1) event.put("seconds", media.seconds());
        sendUnlessEnding(event);
    }

    private void onSlowLink(PeerEvent.SlowLink slow) {
        String kind = slow.kind().word();
        sendUnlessEnding(
                head("slowlink", Optional.empty())
                        .put("mid", slow.mid())
                        .put("media", kind)
                        .put("uplink", slow.uplink())
                        .put("lost", slow.lost()));
        pluginSession.ifPresent(p -> p.onSlowLink(slow.mid(), kind, slow.uplink(), slow.lost()));
    }

    private void onClosed(String reason) {
        try {
            mediaDown(reason);
        } finally {
            Json event = head("hangup", Optional.empty());
            if (!reason.isEmpty()) event.put("reason", reason);
            sendUnlessEnding(event);
            if (endWhenClosed) surroundings.detach().accept(this);
        }
    }

    private void mediaDown(String reason) {
        descriptionsAtEnd = descriptions;
        pluginSession.ifPresent(p -> p.onMediaDown(reason));
    }

    /**
     * Hangs up: the plugin is told even without a PeerConnection, as in Janus, but not twice in a
     * row.
     */
    void hangup(String reason) {
        execute(() -> {
            boolean told = descriptionsAtEnd == descriptions;
            if (!connection.hangup(reason) && !told) mediaDown(reason);
        });
    }

    @Override
    public void closePeerConnection() {
        hangup("Close PC");
    }

    @Override
    public void end() {
        execute(() -> {
            if (ending.get() || endWhenClosed) return;
            endWhenClosed = connection.hangup("Close PC");
            if (!endWhenClosed) surroundings.detach().accept(this);
        });
    }

    /** Whoever gets true here ends the handle; nobody else does. */
    boolean startEnding() {
        return ending.compareAndSet(false, true);
    }

    /**
     * Frees the plugin's side and then runs {@code last}. What was on the lane before still reaches
     * the client; what the plugin says from then on does not.
     */
    void finish(Runnable last) {
        lane.execute(() -> {
            silent = true;
            connection.end(DETACH);
            try {
                pluginSession.ifPresent(PluginSession::close);
            } finally {
                last.run();
                over.complete(true);
            }
        });
    }

    /** Done when {@link #finish} is, and the client has been told. */
    CompletableFuture<Boolean> over() {
        return over;
    }

    /** The event that tells the client of the end. */
    Json detached() {
        return head("detached", Optional.empty());
    }

    @Override
    public void notifyEvent(Json data) {
        if (!surroundings.events().isEnabled()) return;
        Json body = Json.object().put("plugin", plugin.info().packageName()).put("data", data);
        publish(EventType.PLUGIN, body);
    }

    /** Tells event handlers of the handle's life. */
    void report(String name) {
        if (!surroundings.events().isEnabled()) return;
        Json body = Json.object().put("name", name).put("plugin", plugin.info().packageName());
        opaqueId().ifPresent(text -> body.put("opaque_id", text));
        token().ifPresent(text -> body.put("token", text));
        publish(EventType.HANDLE, body);
    }

    private void reportJsep(String owner, Json jsep) {
        if (!surroundings.events().isEnabled()) return;
        Json told =
                Json.object()
                        .put("type", jsep.string("type", ""))
                        .put("sdp", jsep.string("sdp", ""));
        publish(EventType.JSEP, Json.object().put("owner", owner).put("jsep", told));
    }

    @Override
    public boolean wantsStatistics() {
        return surroundings.tellsStatistics() && surroundings.events().isEnabled();
    }

    @Override
    public void onStatistics(List<Json> lines) {
        reports.statistics(lines);
    }

    /** Tells event handlers how well the media flow, if there is a PeerConnection. */
    void reportStatistics() {
        connection.mediaStatistics(reports::statistics);
    }

    private void publish(EventType type, Json body) {
        surroundings.events().publish(new ServerEvent(type, 0, session.id(), id, opaqueId(), body));
    }

    @Override
    public void execute(Runnable task) {
        try {
            lane.execute(task);
        } catch (RejectedExecutionException e) {
            fault(e);
        }
    }

    private void fault(Throwable fault) {
        String where =
                "plugin fault plugin="
                        + plugin.info().packageName()
                        + " session="
                        + session.id()
                        + " handle="
                        + id;
        surroundings.faults().report(where, fault);
    }
}
