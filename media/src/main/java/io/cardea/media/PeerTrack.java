package io.cardea.media;

import io.cardea.media.allocate.LayerMeter;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.sdp.NegotiatedMedia;
import java.util.Optional;

/**
 * What a peer sends on one m-line, all simulcast layers together ({@link RtpPacket#layer}).
 *
 * <p>Belongs to its peer's loop; only {@link #format} may be read from elsewhere.
 */
final class PeerTrack implements Track {
    private static final TrackFormat UNKNOWN =
            new TrackFormat(MediaKind.AUDIO, NegotiatedMedia.Codec.NONE, 1, ExtensionIds.NONE, -1);

    private static final int ALL_LAYERS = -1;

    private final PeerSeat seat;
    private final int mediaIndex;
    private final FanOut sinks;
    private volatile TrackFormat format = UNKNOWN; // a snapshot: replaced whole
    private final LayerMeter meter = new LayerMeter();
    private final Optional<LayerMeter> shownMeter = Optional.of(meter);
    private CodecId codec = CodecId.OTHER;
    private final Run run = new Run();
    private int keyframesWanted; // a bit for each layer
    private boolean held;

    PeerTrack(PeerSeat seat, int mediaIndex) {
        this.seat = seat;
        this.mediaIndex = mediaIndex;
        this.sinks = new FanOut(seat.loop());
    }

    @Override
    public TrackFormat format() {
        return format;
    }

    void format(TrackFormat newFormat) {
        format = newFormat;
        codec = CodecId.of(newFormat.codec().name());
    }

    @Override
    public void connect(TrackSink sink) {
        sinks.connect(sink);
    }

    @Override
    public void disconnect(TrackSink sink) {
        sinks.disconnect(sink);
    }

    /** Noted here and asked when the peer's turn comes, since it may be draining just now. */
    @Override
    public void requestKeyframe() {
        requestKeyframe(-1);
    }

    @Override
    public void requestKeyframe(int layer) {
        if (format.kind() == MediaKind.AUDIO) return;
        keyframesWanted |= layer < 0 || layer >= format.layers() ? ALL_LAYERS : 1 << layer;
        seat.touch();
    }

    void forwardRequests(LoopPeer peer, long nowNanos) {
        int wanted = keyframesWanted;
        if (wanted == 0) return;
        keyframesWanted = 0;
        if (wanted == ALL_LAYERS) {
            peer.requestKeyframe(mediaIndex, -1, nowNanos);
            return;
        }
        for (int layer = 0; wanted >>> layer != 0; layer++) {
            if ((wanted >>> layer & 1) != 0) peer.requestKeyframe(mediaIndex, layer, nowNanos);
        }
    }

    @Override
    public Optional<LayerMeter> meter() {
        return shownMeter;
    }

    @Override
    public void hold(boolean on) {
        if (held && !on) sinks.resumed();
        held = on;
    }

    void deliver(RtpPacket lent) {
        if (held) return;
        TrackFormat current = format;
        meter.count(lent, codec, current.layers() > 1, seat.loop().now());
        if (sinks.isEmpty()) return;
        if (run.isEmpty()) seat.loop().await(this);
        run.add(lent);
        if (run.isFull()) deliverRun();
    }

    /** What has come in this turn goes to the sinks. */
    void deliverRun() {
        if (!run.isEmpty()) run.deliver(sinks);
    }

    /** What synchronises this track with others. */
    void senderReport(int layer, long ntpTimestamp, int rtpTimestamp) {
        deliverRun();
        sinks.senderReport(layer, ntpTimestamp, rtpTimestamp);
    }

    void end() {
        deliverRun();
        sinks.end();
    }
}
