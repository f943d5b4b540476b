package io.cardea.plugin.videoroom;

import io.cardea.spi.DataSink;
import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.MediaLine;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A handle that has joined as a subscriber: we offer, the client answers, and one PeerConnection
 * carries streams of any number of publishers of the room.
 *
 * <p>On the handle's lane, but what says otherwise. M-lines are never taken away: one without a
 * source is inactive, and the next source of its kind and codec gets it.
 */
final class Subscription implements Role {
    /** M-lines at most. */
    static final int MAX_STREAMS = 1_000;

    private final Environment environment;
    private final Room room;
    private final Handle handle;
    private final PeerConnection peer;
    private final Wishes wishes;
    private final boolean endToEndEncrypted;
    private final Offers offers;
    private final BandwidthEvents bandwidth;

    private volatile List<SubscriptionStream> streams = List.of();
    private volatile boolean paused;
    private boolean adaptive;
    private boolean up;
    private boolean silenced;
    private boolean over;

    /**
     * What the client said when it joined.
     *
     * @param privateId of the publisher it belongs to; 0 for none
     * @param owner that publisher; empty when nobody has that private id
     * @param useMsid whether m-lines say whose they are
     * @param autoupdate whether it is offered what remains when a publisher ends
     * @param bandwidthEvents whether it is told what its path carries
     */
    record Wishes(
            long privateId,
            Optional<Publisher> owner,
            boolean useMsid,
            boolean autoupdate,
            boolean bandwidthEvents) {}

    Subscription(
            Environment environment,
            Room room,
            Handle handle,
            Wishes wishes,
            boolean endToEndEncrypted) {
        this.environment = environment;
        this.room = room;
        this.handle = handle;
        this.peer = handle.peerConnection();
        this.wishes = wishes;
        this.endToEndEncrypted = endToEndEncrypted;
        var description = new SubscriberOffer(room, wishes.useMsid());
        this.offers = new Offers(peer, description, endToEndEncrypted);
        this.bandwidth = new BandwidthEvents(environment, room, handle);
    }

    /** A first {@code join} with {@code ptype} subscriber, its ptype and room checked. */
    static Joined join(Environment environment, Handle handle, Room room, Request request) {
        return SubscriberJoin.serve(environment, handle, room, request);
    }

    Environment environment() {
        return environment;
    }

    Room room() {
        return room;
    }

    boolean isEndToEndEncrypted() {
        return endToEndEncrypted;
    }

    /** Whether the PeerConnection is gone for good, and nothing can be subscribed to any more. */
    boolean isOver() {
        return over;
    }

    List<SubscriptionStream> streams() {
        return streams;
    }

    Optional<SubscriptionStream> stream(String mid) {
        return streams.stream().filter(stream -> stream.mid().equals(mid)).findFirst();
    }

    void push(Event event) {
        handle.push(event);
    }

    // ---- For its streams ----

    /** The m-line as negotiated; empty before it was answered. */
    Optional<MediaLine> line(String mid) {
        return peer.line(mid);
    }

    DataSink channel(String label) {
        return peer.dataSink(label, "");
    }

    /** Whether media may flow at all. */
    boolean flows() {
        return up && !paused && !silenced;
    }

    // ---- Requests ----

    @Override
    public Event serve(String name, Request request) {
        request.jsep().ifPresent(Subscription::expectAnswer);
        boolean followUp = request.jsep().map(this::accept).orElse(false);
        Event reply;
        try {
            reply = answer(name, request.body());
        } catch (RoomError e) {
            if (!followUp) throw e;
            reply = e.event();
        }
        return followUp ? reply.then(this::offerWhatIsPending) : reply;
    }

    private static void expectAnswer(Jsep jsep) {
        if (jsep.isOffer()) {
            throw new RoomError(RoomError.INVALID_SDP_TYPE, "Only publishers send offers");
        }
        if (!jsep.type().equals("answer")) {
            throw new RoomError(
                    RoomError.INVALID_SDP_TYPE, "Unknown SDP type '" + jsep.type() + "'");
        }
    }

    private Event answer(String name, Json body) {
        return switch (name) {
            case "join", "joinandconfigure" ->
                    throw new RoomError(
                            RoomError.ALREADY_JOINED, "Already in as a subscriber on this handle");
            case "start" -> start();
            case "pause" -> pause();
            case "configure" -> new SubscriberConfigure(this).serve(body);
            case "subscribe" -> new SubscriberUpdate(this).subscribe(body);
            case "unsubscribe" -> new SubscriberUpdate(this).unsubscribe(body);
            case "update" -> new SubscriberUpdate(this).update(body);
            case "switch" -> new SubscriberSwitch(this).serve(body);
            case "leave" -> leave();
            default -> throw Requests.unknown(name);
        };
    }

    /**
     * Takes the client's answer. What has just been agreed on flows, if nothing else forbids it.
     *
     * @return whether another offer waits
     */
    private boolean accept(Jsep answer) {
        if (over) return false;
        try {
            peer.accept(answer);
        } catch (NegotiationException e) {
            throw new RoomError(RoomError.INVALID_SDP, e.getMessage());
        }
        offers.answered();
        if (!adaptive && room.settings().media().subscriberBwe()) {
            adaptive = true;
            peer.adaptive(true);
        }
        for (SubscriptionStream stream : streams) {
            stream.answered();
            stream.wire();
        }
        return offers.isPending();
    }

    private void offerWhatIsPending() {
        if (!over) offers.makePending(streams).ifPresent(this::pushUpdate);
    }

    private Event start() {
        if (paused) {
            paused = false;
            flow();
        }
        return Event.of(event().put("started", "ok"));
    }

    private Event pause() {
        paused = true;
        flow();
        return Event.of(event().put("paused", "ok"));
    }

    private void flow() {
        streams.forEach(SubscriptionStream::flow);
    }

    private Event leave() {
        end();
        handle.closePeerConnection();
        return Event.of(event().put("left", "ok"));
    }

    /** The beginning of an event of this room. */
    Json event() {
        return Json.object().put("videoroom", "event").put("room", room.id().json());
    }

    // ---- Sources come and go ----

    /**
     * Gives a source an m-line.
     *
     * @return whether that needs an offer
     */
    boolean place(Feeds.Wanted wanted) {
        PublisherStream source = wanted.source();
        Optional<SubscriptionStream> free =
                streams.stream()
                        .filter(s -> s.fits(source))
                        .filter(s -> s.kind() == MediaKind.DATA || !s.hasSource())
                        .findFirst();
        SubscriptionStream stream =
                free.orElseGet(() -> new SubscriptionStream(this, streams.size(), source));
        if (!stream.feed(source, wanted.entry())) return false;
        if (free.isPresent()) {
            stream.wire();
            return source.kind() != MediaKind.DATA;
        }
        List<SubscriptionStream> more = new ArrayList<>(streams);
        more.add(stream);
        streams = List.copyOf(more);
        return true;
    }

    /**
     * Those sources are gone for good. Any thread.
     *
     * @param tell whether what remains is offered at once, rather than with the next change
     */
    void sourcesEnded(List<PublisherStream> gone, boolean tell) {
        handle.execute(() -> dropEnded(gone, tell));
    }

    private void dropEnded(List<PublisherStream> gone, boolean tell) {
        boolean changed = false;
        for (SubscriptionStream stream : streams) {
            boolean had = stream.hasSource();
            gone.forEach(stream::drop);
            changed |= had && !stream.hasSource() && stream.kind() != MediaKind.DATA;
        }
        if (!changed || over) return;
        if (!tell || room.isDestroyed() || !wishes.autoupdate()) {
            offers.skip();
            return;
        }
        try {
            offer(false).ifPresent(this::pushUpdate);
        } catch (RoomError e) {
            push(e.event());
        }
    }

    /** Something of a source has changed that concerns those who see it. Any thread. */
    void sourceChanged(PublisherStream source) {
        handle.execute(() -> {
            for (SubscriptionStream stream : streams) {
                if (stream.sources().contains(source)) stream.wire();
            }
        });
    }

    /** Who it belongs to was thrown out: it gets no media any more. Any thread. */
    void silence() {
        handle.execute(() -> {
            silenced = true;
            flow();
        });
    }

    /** Whether who it belongs to was thrown out. */
    boolean isSilenced() {
        return silenced;
    }

    // ---- Offers ----

    /** As {@link Offers#make}. */
    Optional<Jsep> offer(boolean restart) {
        return offers.make(streams, restart);
    }

    Offers offers() {
        return offers;
    }

    private void pushUpdate(Jsep jsep) {
        push(Event.of(updated(), jsep));
    }

    /** What goes with an offer that changes something; event handlers are told. */
    Json updated() {
        report("updated");
        return bareUpdate().put("streams", summary());
    }

    Json bareUpdate() {
        return Json.object().put("videoroom", "updated").put("room", room.id().json());
    }

    Json summary() {
        return Json.arrayOf(streams.stream().map(SubscriptionStream::summary).toList());
    }

    /** Tells event handlers of it with all its streams. */
    void report(String event) {
        if (!environment.reports()) return;
        report(notice(event).put("streams", summary()).put("private_id", wishes.privateId()));
    }

    Json notice(String event) {
        return Json.object().put("event", event).put("room", room.id().json());
    }

    void report(Json notice) {
        environment.report(handle, notice);
    }

    // ---- Its PeerConnection ----

    @Override
    public void onMediaUp() {
        if (over) return;
        up = true;
        // A wire that begins to flow asks for a keyframe.
        flow();
        report(notice("subscribed"));
    }

    @Override
    public void onMediaDown() {
        if (over) return;
        // A renegotiation may just have begun another PeerConnection in place of the one that died.
        boolean begun = !offers.isAnswered();
        end();
        if (begun) handle.closePeerConnection();
    }

    @Override
    public void onSlowLink(String mid, boolean uplink) {
        if (uplink) push(Event.of(Json.object().put("videoroom", "slow_link")));
    }

    @Override
    public void onBandwidth(long bitsPerSecond) {
        if (wishes.bandwidthEvents() && !over) bandwidth.changed(bitsPerSecond);
    }

    @Override
    public void close() {
        end();
    }

    /** Lets go of everything; the handle stays a subscriber that can't subscribe any more. */
    void end() {
        if (over) return;
        over = true;
        up = false;
        paused = true;
        offers.end();
        bandwidth.close();
        for (SubscriptionStream stream : streams) {
            for (PublisherStream source : stream.sources()) {
                report(
                        notice("unsubscribed")
                                .put("feed", source.publisher().id().json())
                                .put("mid", source.mid()));
            }
            stream.clear();
        }
        streams = List.of();
        wishes.owner().ifPresent(owner -> owner.remove(this));
        environment.context().subscriptions().giveBack();
    }

    @Override
    public Json describe() {
        Json text =
                Json.object()
                        .put("type", "subscriber")
                        .put("room", room.id().json())
                        .put("private_id", wishes.privateId());
        offers.describe(text).put("paused", paused);
        if (endToEndEncrypted) text.put("e2ee", true);
        return text.put("streams", summary());
    }
}
