package io.cardea.plugin.videoroom;

import io.cardea.spi.DataSource;
import io.cardea.spi.Track;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One m-line of a publisher. Changed on the publisher's lane; read by any thread.
 *
 * <p>Who subscribes is noted under the room's lock, so that nobody is added once the stream has
 * ended.
 */
final class PublisherStream {
    /** As if never heard. */
    static final double UNKNOWN_LEVEL = -1;

    private final Publisher publisher;
    private final MediaKind kind;
    private final int mindex;

    private volatile String mid;
    private volatile Optional<String> description = Optional.empty();
    private volatile boolean disabled;
    private volatile boolean active = true;
    private volatile boolean moderated;
    private volatile boolean talking;
    private volatile double level = UNKNOWN_LEVEL;
    private volatile StreamFormat format = StreamFormat.NONE;
    private volatile PlayoutDelay delay = PlayoutDelay.NONE;
    private volatile Optional<Track> track = Optional.empty();
    private volatile Optional<GatedData> data = Optional.empty();

    // Under the room's lock.
    private final Set<SubscriptionStream> subscribers = new LinkedHashSet<>();
    private boolean ended;

    PublisherStream(Publisher publisher, MediaKind kind, int mindex, String mid) {
        this.publisher = publisher;
        this.kind = kind;
        this.mindex = mindex;
        this.mid = mid;
    }

    Publisher publisher() {
        return publisher;
    }

    MediaKind kind() {
        return kind;
    }

    int mindex() {
        return mindex;
    }

    String mid() {
        return mid;
    }

    void mid(String renamed) {
        mid = renamed;
    }

    /** Lower case; empty for data and while there is none. */
    String codec() {
        return format.codec();
    }

    /** The codec's format parameters as the publisher's answer has them; empty without. */
    String fmtp() {
        return format.fmtp();
    }

    StreamFormat format() {
        return format;
    }

    void format(StreamFormat agreed) {
        format = agreed;
    }

    Optional<String> h264Profile() {
        return format.codec().equals("h264") ? format.profile() : Optional.empty();
    }

    Optional<String> vp9Profile() {
        return format.codec().equals("vp9") ? format.profile() : Optional.empty();
    }

    Optional<String> description() {
        return description;
    }

    void description(Optional<String> text) {
        description = text;
    }

    /** Nothing can come: no common codec, or not offered. */
    boolean isDisabled() {
        return disabled;
    }

    void disabled(boolean off) {
        disabled = off;
    }

    boolean isSimulcast() {
        return format.layers() == StreamFormat.Layering.SIMULCAST;
    }

    boolean isSvc() {
        return format.layers() == StreamFormat.Layering.SVC;
    }

    /** The publisher's own {@code send}. */
    boolean isActive() {
        return active;
    }

    void active(boolean on) {
        active = on;
        hold();
    }

    boolean isModerated() {
        return moderated;
    }

    /** Any thread; the lane lets it take effect with {@link #hold}. */
    void moderated(boolean muted) {
        moderated = muted;
    }

    /** Holds the media back, or not, by what the publisher and the moderators want. */
    void hold() {
        boolean held = moderated || !active;
        track.ifPresent(t -> t.hold(held));
        data.ifPresent(d -> d.hold(held));
    }

    boolean isTalking() {
        return talking;
    }

    /** The last average level in -dBov; {@link #UNKNOWN_LEVEL} before the first. */
    double level() {
        return level;
    }

    void heard(double averageLevel, boolean talks) {
        level = averageLevel;
        talking = talks;
    }

    /** Whether its packets say how loud they are. */
    boolean hasLevel() {
        return !disabled && format.extensions().containsKey(HeaderExtensions.AUDIO_LEVEL);
    }

    boolean opusFec() {
        return format.opus().fec();
    }

    boolean opusDtx() {
        return format.opus().dtx();
    }

    boolean stereo() {
        return format.opus().stereo();
    }

    /** Header extensions agreed with the publisher: URI to id. */
    Map<String, Integer> extensions() {
        return format.extensions();
    }

    PlayoutDelay delay() {
        return delay;
    }

    void delay(PlayoutDelay wanted) {
        delay = wanted;
        changed();
    }

    /** Something has changed that concerns those who subscribe. */
    void changed() {
        List<SubscriptionStream> now = publisher.room().locked(() -> List.copyOf(subscribers));
        now.forEach(subscriber -> subscriber.subscription().sourceChanged(this));
    }

    /** Units of 10 ms; -1 for none. */
    int minDelay() {
        return delay.min();
    }

    /** Units of 10 ms; -1 for none. */
    int maxDelay() {
        return delay.max();
    }

    /** Empty for data, while disabled, and for a dummy's. */
    Optional<Track> track() {
        return disabled ? Optional.empty() : track;
    }

    void track(Optional<Track> source) {
        track = source;
    }

    /** For data alone. */
    Optional<DataSource> data() {
        return data.map(gated -> gated);
    }

    void data(Optional<DataSource> source) {
        if (source.isPresent() == data.isPresent()) return;
        data = source.map(GatedData::new);
    }

    /** Notes a subscriber; false if the stream has ended and nothing will come any more. */
    boolean add(SubscriptionStream subscriber) {
        return publisher.room().locked(() -> !ended && subscribers.add(subscriber));
    }

    void remove(SubscriptionStream subscriber) {
        publisher.room().locked(() -> subscribers.remove(subscriber));
    }

    int subscriberCount() {
        return publisher.room().locked(subscribers::size);
    }

    boolean hasEnded() {
        return publisher.room().locked(() -> ended);
    }

    /** Nobody subscribes any more; who did is returned. */
    List<SubscriptionStream> end() {
        return publisher
                .room()
                .locked(() -> {
                    ended = true;
                    List<SubscriptionStream> last = List.copyOf(subscribers);
                    subscribers.clear();
                    return last;
                });
    }
}
