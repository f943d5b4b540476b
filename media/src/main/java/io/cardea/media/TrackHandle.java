package io.cardea.media;

/** A track, for the control plane. Any thread; commands take effect on the loops soon after. */
public final class TrackHandle {
    private final MediaLoop loop;
    private final Track track;

    /**
     * @param track belongs to {@code loop}; its {@link Track#format} must be readable anywhere
     */
    public TrackHandle(MediaLoop loop, Track track) {
        this.loop = loop;
        this.track = track;
    }

    public MediaLoop loop() {
        return loop;
    }

    /** As of the last negotiation. */
    public TrackFormat format() {
        return track.format();
    }

    /** Ties it to a sink, through a mirror when that lives on another loop. */
    public LinkControl connect(SinkHandle sink, LinkTargets targets, LinkEvents events) {
        LinkControl link = new LinkControl(loop, track, sink, targets, events);
        link.open();
        return link;
    }

    /** Holds everything back from every sink, or lets it go on. */
    public void hold(boolean on) {
        loop.post(() -> track.hold(on));
    }

    public void requestKeyframe() {
        loop.post(track::requestKeyframe);
    }
}
