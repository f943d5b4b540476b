package io.cardea.media;

import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.sdp.NegotiatedMedia;

/**
 * What a peer sends on one m-line, all simulcast layers together ({@link RtpPacket#layer}).
 *
 * <p>Belongs to its peer's loop; only {@link #format} may be read from elsewhere.
 */
final class PeerTrack implements Track {
    private static final TrackFormat UNKNOWN =
            new TrackFormat(MediaKind.AUDIO, NegotiatedMedia.Codec.NONE, 1, ExtensionIds.NONE, -1);

    private final PeerSeat seat;
    private final int mediaIndex;
    private final FanOut sinks;
    private volatile TrackFormat format = UNKNOWN; // a snapshot: replaced whole
    private boolean keyframeWanted;
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
        if (format.kind() == MediaKind.AUDIO) return;
        keyframeWanted = true;
        seat.loop().touch(seat);
    }

    void forwardRequests(LoopPeer peer, long nowNanos) {
        if (!keyframeWanted) return;
        keyframeWanted = false;
        peer.requestKeyframe(mediaIndex, -1, nowNanos);
    }

    @Override
    public void hold(boolean on) {
        if (held && !on) sinks.resumed();
        held = on;
    }

    void deliver(RtpPacket lent) {
        if (!held) sinks.deliver(lent);
    }

    /** What synchronises this track with others. */
    void senderReport(int layer, long ntpTimestamp, int rtpTimestamp) {
        sinks.senderReport(layer, ntpTimestamp, rtpTimestamp);
    }

    void end() {
        sinks.end();
    }
}
