package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;

/** What rooms tell their participants and event handlers, as JSON. */
final class Events {
    private Events() {}

    /** The beginning of most events. */
    static Json event(Room room) {
        return Json.object().put("videoroom", "event").put("room", room.id().json());
    }

    /** A success without anything to add. */
    static Json success() {
        return Json.object().put("videoroom", "success");
    }

    /** Who somebody is. */
    static Json identity(Publisher publisher) {
        return present(Json.object().put("id", publisher.id().json()), publisher);
    }

    private static Json present(Json text, Publisher publisher) {
        publisher.display().ifPresent(display -> text.put("display", display));
        publisher.metadata().ifPresent(metadata -> text.put("metadata", metadata));
        return text;
    }

    static Json joining(Publisher publisher) {
        return event(publisher.room()).put("joining", identity(publisher));
    }

    /** Somebody's publications have gone, or he has: {@code unpublished, leaving, kicked}. */
    static Json gone(Publisher publisher, String how) {
        return present(event(publisher.room()), publisher).put(how, publisher.id().json());
    }

    static Json kickedOut(Room room) {
        return event(room).put("leaving", "ok").put("reason", "kicked");
    }

    static Json destroyed(Room room) {
        return Json.object().put("videoroom", "destroyed").put("room", room.id().json());
    }

    static Json moderation(PublisherStream stream, boolean muted) {
        Publisher publisher = stream.publisher();
        return event(publisher.room())
                .put("id", publisher.id().json())
                .put("mid", stream.mid())
                .put("moderation", muted ? "muted" : "unmuted");
    }

    static Json talking(PublisherStream stream, double level) {
        Publisher publisher = stream.publisher();
        return Json.object()
                .put("videoroom", stream.isTalking() ? "talking" : "stopped-talking")
                .put("room", publisher.room().id().json())
                .put("id", publisher.id().json())
                .put("mindex", stream.mindex())
                .put("mid", stream.mid())
                .put("audio-level-dBov-avg", Json.of(level));
    }

    /** A publisher is there or has other streams than before. */
    static Json published(Publisher publisher) {
        Json who = identity(publisher);
        codecs(publisher, who);
        who.put("streams", streams(publisher, StreamView.PUBLISHED));
        return event(publisher.room()).put("publishers", Json.array().add(who));
    }

    /** The publishers a joiner finds. */
    static Json publishers(List<Publisher> others) {
        Json list = Json.array();
        others.stream().filter(Publisher::isStarted).forEach(other -> list.add(found(other)));
        return list;
    }

    private static Json found(Publisher publisher) {
        Json who = identity(publisher);
        if (publisher.isDummy()) who.put("dummy", true);
        codecs(publisher, who);
        who.put("streams", streams(publisher, StreamView.JOINED));
        boolean heard =
                publisher.streams().stream()
                        .anyMatch(s -> s.kind() == MediaKind.AUDIO && s.hasLevel());
        if (heard) talking(publisher).ifPresent(talks -> who.put("talking", talks));
        return who;
    }

    /** The participants a joiner finds that don't publish. */
    static Json attendees(List<Publisher> others) {
        Json list = Json.array();
        others.stream()
                .filter(other -> !other.isStarted())
                .forEach(other -> list.add(identity(other)));
        return list;
    }

    /** A line of {@code listparticipants}. */
    static Json participant(Publisher publisher) {
        Json who = identity(publisher);
        if (publisher.isDummy()) who.put("dummy", true);
        if (publisher.isRemote()) who.put("remote", true);
        who.put("publisher", publisher.isStarted());
        if (publisher.isStarted()) {
            talking(publisher).ifPresent(talks -> who.put("talking", talks));
        }
        return who;
    }

    /** Whether it talks; empty when nobody can tell. */
    private static Optional<Boolean> talking(Publisher publisher) {
        List<PublisherStream> heard =
                publisher.streams().stream().filter(PublisherStream::hasLevel).toList();
        if (heard.isEmpty()) return Optional.empty();
        return Optional.of(heard.stream().anyMatch(PublisherStream::isTalking));
    }

    /** The first codec of each kind. */
    static Json codecs(Publisher publisher, Json text) {
        codec(publisher, MediaKind.AUDIO).ifPresent(codec -> text.put("audio_codec", codec));
        codec(publisher, MediaKind.VIDEO).ifPresent(codec -> text.put("video_codec", codec));
        return text;
    }

    /**
     * The same for the publisher itself: compat: the first stream's codec, even if it can't come,
     * and none if there is no codec for it.
     */
    static Json ownCodecs(Publisher publisher, Json text) {
        ownCodec(publisher, MediaKind.AUDIO).ifPresent(codec -> text.put("audio_codec", codec));
        ownCodec(publisher, MediaKind.VIDEO).ifPresent(codec -> text.put("video_codec", codec));
        return text;
    }

    private static Optional<String> ownCodec(Publisher publisher, MediaKind kind) {
        return publisher.streams().stream()
                .filter(stream -> stream.kind() == kind)
                .findFirst()
                .map(stream -> stream.codec().isEmpty() ? "none" : stream.codec());
    }

    private static Optional<String> codec(Publisher publisher, MediaKind kind) {
        return publisher.streams().stream()
                .filter(stream -> stream.kind() == kind && !stream.isDisabled())
                .map(PublisherStream::codec)
                .findFirst();
    }

    static Json streams(Publisher publisher, StreamView view) {
        Json list = Json.array();
        publisher.streams().forEach(stream -> list.add(view.of(stream)));
        return list;
    }

    // ---- For event handlers ----

    static Json report(String name, Room room) {
        return Json.object().put("event", name).put("room", room.id().json());
    }

    static Json report(String name, Publisher publisher) {
        return present(report(name, publisher.room()).put("id", publisher.id().json()), publisher);
    }
}
