package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import io.cardea.spi.PeerConnection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What {@code publish} and {@code configure} change besides SDP. On the publisher's lane. */
final class Configure {
    private final Publisher publisher;
    private final Room room;
    private final AtomicLong bitrateBps;

    Configure(Publisher publisher, AtomicLong bitrateBps) {
        this.publisher = publisher;
        this.room = publisher.room();
        this.bitrateBps = bitrateBps;
    }

    /**
     * Does it in the order in which others may notice it.
     *
     * @param offered whether it comes with an offer, whose answer names the streams that it
     *     describes
     * @throws RoomError if a stream is meant that isn't there: before anything changes
     */
    void apply(Configuration wish, PeerConnection peer, boolean offered) {
        checkMids(wish);
        enable(wish, "audio", MediaKind.AUDIO);
        enable(wish, "video", MediaKind.VIDEO);
        enable(wish, "data", MediaKind.DATA);
        for (StreamWish one : wish.streams()) {
            publisher.streams().stream().filter(one::means).forEach(one::apply);
        }
        wish.bitrate().ifPresent(bps -> limit(bps, peer));
        talk(wish.body());
        record(wish);
        present(wish);
        if (offered || !describe(publisher, wish) || !publisher.isStarted()) return;
        room.tell(Events.published(publisher), other -> other != publisher);
    }

    private void checkMids(Configuration wish) {
        for (StreamWish one : wish.streams()) {
            if (one.mid().isPresent() && publisher.stream(one.mid().get()).isEmpty()) {
                throw new RoomError(
                        RoomError.NO_SUCH_FEED, "No such mid '" + one.mid().get() + "' published");
            }
        }
    }

    /** compat: the old way to switch all streams of a kind. */
    private void enable(Configuration wish, String name, MediaKind kind) {
        Optional<Boolean> on = wish.flag(name);
        if (on.isEmpty()) return;
        for (PublisherStream stream : publisher.streams()) {
            if (stream.kind() == kind) stream.active(on.get());
        }
    }

    /** compat: Janus lets a publisher go beyond a cap that it documents as hard; we don't. */
    private void limit(long wanted, PeerConnection peer) {
        RoomSettings.Media media = room.settings().media();
        long limit = wanted;
        if (media.bitrateCap() && media.bitrate() > 0) {
            limit = wanted == 0 ? media.bitrate() : Math.min(wanted, media.bitrate());
        }
        bitrateBps.set(limit);
        peer.limitBitrate(limit);
    }

    private void talk(Json body) {
        Talk before = publisher.talk();
        publisher.talk(RoomSettingsJson.talk(body, before));
        if (!publisher.talk().equals(before)) publisher.talkDetection().watch();
    }

    /** In a room that locks it, only for those who know the secret; others aren't told. */
    private void record(Configuration wish) {
        RoomSettings settings = room.settings();
        String secret = wish.string("secret").orElse("");
        if (settings.record().locked() && !Access.knows(settings.entry().secret(), secret)) return;
        Recording recording = publisher.recording();
        wish.string("filename").ifPresent(recording::name);
        wish.string("rec_format").map(RecordingFormat::of).ifPresent(recording::format);
        Optional<Boolean> on = wish.flag("record");
        if (on.isEmpty() || on.get() == recording.isWanted()) return;
        if (on.get()) {
            recording.start();
        } else {
            recording.stop();
        }
    }

    /** compat: a first name is nothing to tell others about, the same one again is. */
    private void present(Configuration wish) {
        Optional<String> display = wish.string("display");
        Optional<String> former = publisher.display();
        if (display.isPresent()) {
            publisher.display(display.get());
            if (former.isPresent()) tell(changed().put("display", display.get()));
        }
        Optional<Json> metadata = wish.body().get("metadata");
        Optional<Json> older = publisher.metadata();
        if (metadata.isPresent() && !metadata.equals(older)) {
            publisher.metadata(metadata.get());
            if (older.isPresent()) tell(changed());
        }
    }

    /** compat: these events don't say which room. */
    private Json changed() {
        return Json.object().put("videoroom", "event").put("id", publisher.id().json());
    }

    private void tell(Json event) {
        publisher.metadata().ifPresent(data -> event.put("metadata", data));
        room.tell(event, other -> other != publisher);
    }

    /** Puts texts on streams; true if any has changed. */
    static boolean describe(Publisher publisher, Configuration wish) {
        boolean changed = false;
        for (Configuration.Description description : wish.descriptions()) {
            Optional<PublisherStream> stream = publisher.stream(description.mid());
            if (stream.isEmpty()) continue;
            stream.get().description(Optional.of(description.text()));
            changed = true;
        }
        return changed;
    }
}
