package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.Track;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * A participant of a room: somebody who publishes or may (a local handle), a remote publisher, or a
 * dummy. Its streams and choices change on its lane; any thread reads them.
 *
 * <p>Whether it is started, and who subscribed with its private id, changes under the room's lock.
 */
final class Publisher {
    /** Where its media comes from. */
    enum Origin {
        LOCAL,
        REMOTE,
        DUMMY
    }

    /** How it presents itself. */
    record Profile(Optional<String> display, Optional<Json> metadata) {}

    /** Who brings its media. */
    interface Owner {
        /** It is no member any more, not by its own will. On its lane. */
        void expelled();
    }

    private final Environment environment;
    private final Room room;
    private final Id id;
    private final long privateId = Ids.random32();
    private final Origin origin;
    private final Optional<Handle> handle;
    private final Executor lane;

    private volatile Optional<String> display;
    private volatile Optional<Json> metadata;
    private volatile boolean endToEndEncrypted;
    private volatile boolean started;
    private volatile boolean kicked;
    private volatile List<PublisherStream> streams = List.of();
    private volatile Talk talk;
    private volatile Owner owner = () -> {};

    // Under the room's lock.
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final Queue<Json> early = new ArrayDeque<>();
    private boolean publishing;
    private boolean listening;

    private final Forwarding forwarding;
    private final Recording recording;
    private final TalkDetection talkDetection;
    private final KeyframeTimer keyframes;

    /** Somebody with a handle. */
    Publisher(Environment environment, Room room, Id id, Handle handle, Profile profile) {
        this(environment, room, id, Origin.LOCAL, Optional.of(handle), handle::execute, profile);
    }

    /** A remote publisher or a dummy: started from birth. */
    Publisher(
            Environment environment,
            Room room,
            Id id,
            Origin origin,
            Executor lane,
            Profile profile) {
        this(environment, room, id, origin, Optional.empty(), lane, profile);
        started = true;
    }

    private Publisher(
            Environment environment,
            Room room,
            Id id,
            Origin origin,
            Optional<Handle> handle,
            Executor lane,
            Profile profile) {
        this.environment = environment;
        this.room = room;
        this.id = id;
        this.origin = origin;
        this.handle = handle;
        this.lane = lane;
        this.display = profile.display();
        this.metadata = profile.metadata();
        this.talk = room.settings().talk();
        this.forwarding = new Forwarding(environment, this);
        this.recording = new Recording(environment, this);
        this.talkDetection = new TalkDetection(environment, this);
        this.keyframes = new KeyframeTimer(environment, this);
    }

    Room room() {
        return room;
    }

    Id id() {
        return id;
    }

    /** Known to its client alone, who may subscribe with it. */
    long privateId() {
        return privateId;
    }

    /** Empty for remote publishers and dummies. */
    Optional<Handle> handle() {
        return handle;
    }

    void owner(Owner who) {
        owner = who;
    }

    Owner owner() {
        return owner;
    }

    Optional<String> display() {
        return display;
    }

    void display(String text) {
        display = Optional.of(text);
    }

    Optional<Json> metadata() {
        return metadata;
    }

    void metadata(Json data) {
        metadata = Optional.of(data);
    }

    /** Its own idea of talking. */
    Talk talk() {
        return talk;
    }

    void talk(Talk own) {
        talk = own;
    }

    /** Whether its media is there to be subscribed to. */
    boolean isStarted() {
        return started;
    }

    boolean isDummy() {
        return origin == Origin.DUMMY;
    }

    boolean isRemote() {
        return origin == Origin.REMOTE;
    }

    boolean isEndToEndEncrypted() {
        return endToEndEncrypted;
    }

    void endToEndEncrypted(boolean on) {
        endToEndEncrypted = on;
    }

    boolean isKicked() {
        return kicked;
    }

    /** In the order of their m-lines. */
    List<PublisherStream> streams() {
        return streams;
    }

    void streams(List<PublisherStream> next) {
        streams = List.copyOf(next);
    }

    Optional<PublisherStream> stream(String mid) {
        return streams.stream().filter(stream -> stream.mid().equals(mid)).findFirst();
    }

    Forwarding forwarding() {
        return forwarding;
    }

    Recording recording() {
        return recording;
    }

    TalkDetection talkDetection() {
        return talkDetection;
    }

    /** Notes who subscribed with this one's private id; false if it has been kicked. */
    boolean add(Subscription subscription) {
        return room.locked(() -> !kicked && subscriptions.add(subscription));
    }

    void remove(Subscription subscription) {
        room.locked(() -> subscriptions.remove(subscription));
    }

    /** Who subscribed with this one's private id. */
    List<Subscription> subscriptions() {
        return room.locked(() -> List.copyOf(subscriptions));
    }

    /** Runs a task on its lane. */
    void execute(Runnable task) {
        lane.execute(task);
    }

    /** Asks for keyframes of all its video. */
    void requestKeyframes() {
        for (PublisherStream stream : streams) {
            if (stream.kind() == MediaKind.VIDEO) stream.track().ifPresent(Track::requestKeyframe);
        }
    }

    /** Sends an event to its client; not while the room is locked. */
    void push(Json event) {
        handle.ifPresent(h -> h.push(Event.of(event)));
    }

    /** Tells event handlers of it. */
    void report(Json data) {
        handle.ifPresentOrElse(h -> environment.report(h, data), () -> environment.report(data));
    }

    /** New or renegotiated streams: what goes on by itself takes them in. On its lane. */
    void streamsChanged() {
        forwarding.extend();
        recording.extend();
        talkDetection.watch();
        keyframes.watch();
        streams.forEach(PublisherStream::changed);
    }

    /**
     * Its media is gone: streams, recordings and forwarders end. On its lane.
     *
     * @param tell whether subscribers are offered at once what remains
     */
    void endMedia(boolean tell) {
        keyframes.stop();
        talkDetection.stop();
        recording.end();
        List<PublisherStream> gone = streams;
        streams = List.of();
        endToEndEncrypted = false;
        Set<Subscription> losers = new LinkedHashSet<>();
        for (PublisherStream stream : gone) {
            stream.end().forEach(subscriber -> losers.add(subscriber.subscription()));
        }
        forwarding.end();
        losers.forEach(subscription -> subscription.sourcesEnded(gone, tell));
    }

    // ---- For the room, under its lock ----

    void started(boolean now) {
        started = now;
    }

    boolean isPublishing() {
        return publishing;
    }

    void publishing(boolean now) {
        publishing = now;
    }

    void kick() {
        kicked = true;
    }

    /** False while its own {@code joined} is not yet on its way: then the event waits. */
    boolean listens(Json event) {
        if (!listening) early.add(event);
        return listening;
    }

    /** The next event that waited; after the last one it listens. */
    Optional<Json> nextEarly() {
        Json next = early.poll();
        listening = next == null;
        return Optional.ofNullable(next);
    }
}
