package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.Request;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A handle that has joined as a publisher; it need not publish. On the handle's lane, but {@link
 * #describe}.
 *
 * <pre>
 *   attendee ──publish──► publishing ──PeerConnection up──► started
 *      ▲                      │                                │
 *      └──────── PeerConnection down, unpublish ───────────────┘
 *
 *   any of them ──leave, kick, destroy──► out, for good
 * </pre>
 */
final class PublisherRole implements Role, Publisher.Owner {
    private final Environment environment;
    private final Handle handle;
    private final PeerConnection peer;
    private final Publisher publisher;
    private final Room room;
    private final Publishing publishing;
    private final AtomicLong bitrateBps;

    PublisherRole(Environment environment, Handle handle, Publisher publisher) {
        this.environment = environment;
        this.handle = handle;
        this.peer = handle.peerConnection();
        this.publisher = publisher;
        this.room = publisher.room();
        this.publishing = new Publishing(peer, publisher);
        this.bitrateBps = new AtomicLong(room.settings().media().bitrate());
        publisher.owner(this);
    }

    Publisher publisher() {
        return publisher;
    }

    @Override
    public Event serve(String name, Request request) {
        if (name.equals("join") || name.equals("joinandconfigure")) throw joinedAlready();
        if (!room.isMember(publisher)) {
            throw new RoomError(RoomError.NO_SUCH_ROOM, "No such room");
        }
        return switch (name) {
            case "publish" -> {
                if (publisher.isStarted()) {
                    throw new RoomError(
                            RoomError.ALREADY_PUBLISHED, "Can't publish, already published");
                }
                yield configure(request);
            }
            case "configure" -> configure(request);
            case "unpublish" -> unpublish();
            case "leave" -> leave();
            default -> throw Requests.unknown(name);
        };
    }

    private RoomError joinedAlready() {
        return new RoomError(
                RoomError.ALREADY_JOINED,
                room.isMember(publisher)
                        ? "Already in as a publisher on this handle"
                        : "Not in a room (create a new handle)");
    }

    // ---- Publishing ----

    private Event configure(Request request) {
        request.jsep()
                .filter(jsep -> !jsep.isOffer())
                .ifPresent(jsep -> {
                    throw new RoomError(
                            RoomError.INVALID_SDP_TYPE, "Unknown SDP type '" + jsep.type() + "'");
                });
        Configuration wish = Configuration.of(request, room.settings());
        return configure(wish, request, Events.event(room).put("configured", "ok"));
    }

    /**
     * Does what is wanted and answers the offer, if any.
     *
     * @param reply completed with what was agreed on
     */
    Event configure(Configuration wish, Request request, Json reply) {
        boolean offered = request.jsep().isPresent();
        boolean renegotiation = offered && publisher.isStarted();
        new Configure(publisher, bitrateBps).apply(wish, peer, offered);
        Event event = Event.of(reply);
        if (offered) {
            event = publishing.answer(wish, request.jsep().get(), reply);
            if (bitrateBps.get() > 0) peer.limitBitrate(bitrateBps.get());
        }
        report();
        return renegotiation ? event.then(this::announce) : event;
    }

    private void report() {
        if (!environment.reports()) return;
        publisher.report(
                Events.report("configured", room)
                        .put("id", publisher.id().json())
                        .put("bitrate", bitrateBps.get()));
    }

    /** Others learn what there is now. */
    private void announce() {
        if (!publisher.isStarted()) return;
        room.tell(Events.published(publisher), other -> other != publisher);
        reportStreams("updated");
    }

    private void reportStreams(String event) {
        if (!environment.reports()) return;
        publisher.report(
                Events.report(event, publisher)
                        .put("streams", Events.streams(publisher, StreamView.REPORTED)));
    }

    @Override
    public void onMediaUp() {
        if (room.start(publisher, () -> Events.published(publisher))) reportStreams("published");
    }

    @Override
    public void onMediaDown() {
        endPublication(false);
    }

    private void endPublication(boolean anyway) {
        boolean was = room.stop(publisher, Events.gone(publisher, "unpublished"), anyway);
        publisher.endMedia(room.isMember(publisher));
        if (was && environment.reports()) {
            publisher.report(Events.report("unpublished", publisher));
        }
    }

    private Event unpublish() {
        if (!publisher.isStarted()) {
            throw new RoomError(RoomError.NOT_PUBLISHED, "Can't unpublish, not published");
        }
        endPublication(false);
        return Event.of(Events.event(room).put("unpublished", "ok"))
                .then(handle::closePeerConnection);
    }

    // ---- Going ----

    private Event leave() {
        exit();
        // compat: the PeerConnection stays, silent, and subscribers get no new offer
        publisher.streams().forEach(stream -> stream.track().ifPresent(track -> track.hold(true)));
        publisher.endMedia(false);
        return Event.of(Events.event(room).put("leaving", "ok"));
    }

    private void exit() {
        room.leave(publisher, Events.gone(publisher, "leaving"));
        room.stop(publisher, Json.object(), false);
        if (environment.reports()) publisher.report(Events.report("leaving", publisher));
    }

    /** Kicked, or the room is no more. */
    @Override
    public void expelled() {
        room.stop(publisher, Json.object(), false);
        publisher.endMedia(!room.isDestroyed());
        handle.closePeerConnection();
    }

    @Override
    public void close() {
        if (room.isMember(publisher)) {
            // compat: others are told even of media that never was
            endPublication(true);
            exit();
        }
        publisher.endMedia(false);
    }

    // ---- The rest ----

    @Override
    public void onSlowLink(String mid, boolean uplink) {
        if (uplink) return;
        publisher.push(
                Json.object()
                        .put("videoroom", "slow_link")
                        .put("current-bitrate", bitrateBps.get()));
    }

    @Override
    public void onBandwidth(long bitsPerSecond) {}

    @Override
    public Json describe() {
        return PublisherDescription.of(publisher, bitrateBps.get());
    }
}
