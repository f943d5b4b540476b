package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedMedia;

/**
 * What we send on one m-line of a peer. Survives the links that feed it, so that the viewer sees
 * one stream whoever is being forwarded.
 *
 * <p>Belongs to its peer's loop.
 */
final class PeerLine implements RtpOutput {
    private final PeerSeat seat;
    private final int mediaIndex;
    private final LinkStream stream;
    private Link[] links = {};
    private boolean closed;
    private TrackFormat format =
            new TrackFormat(MediaKind.AUDIO, NegotiatedMedia.Codec.NONE, 1, ExtensionIds.NONE, -1);

    // Playout delay to signal in units of 10 ms, -1 to leave it.
    private int playoutDelayMin = -1;
    private int playoutDelayMax = -1;

    PeerLine(PeerSeat seat, int mediaIndex) {
        this.seat = seat;
        this.mediaIndex = mediaIndex;
        this.stream = new LinkStream(this);
    }

    LinkStream stream() {
        return stream;
    }

    void playoutDelay(int min, int max) {
        boolean both = min >= 0 && max >= 0;
        playoutDelayMin = both ? min : -1;
        playoutDelayMax = both ? max : -1;
    }

    void format(TrackFormat newFormat) {
        format = newFormat;
    }

    /** False when the peer is gone. */
    boolean add(Link link) {
        if (closed) return false;
        Link[] more = java.util.Arrays.copyOf(links, links.length + 1);
        more[links.length] = link;
        links = more;
        seat.bandwidth().welcome();
        return true;
    }

    /** Those that feed it now; not to be changed. */
    Link[] links() {
        return links;
    }

    void remove(Link link) {
        links = java.util.Arrays.stream(links).filter(other -> other != link).toArray(Link[]::new);
    }

    /** The peer is gone: nothing feeds its lines any more. */
    void close() {
        closed = true;
        for (Link link : links) {
            link.detach();
        }
    }

    /** Where both ends name the same codec differently, ours counts. */
    @Override
    public int payloadType(TrackFormat source, int payloadType) {
        boolean sameCodec = source.codec().name().equals(format.codec().name());
        if (!sameCodec || format.codec().payloadType() < 0) return payloadType;
        if (payloadType == source.codec().payloadType()) return format.codec().payloadType();
        boolean red = payloadType == source.redPayloadType() && format.redPayloadType() >= 0;
        return red ? format.redPayloadType() : payloadType;
    }

    /** The viewer wants a keyframe: so do the links that feed it. */
    void requestKeyframe() {
        for (Link link : links) {
            link.requestKeyframe();
        }
    }

    @Override
    public boolean write(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        rewrite.playoutDelayMin = playoutDelayMin;
        rewrite.playoutDelayMax = playoutDelayMax;
        return seat.sendRtp(mediaIndex, lent, rewrite);
    }

    @Override
    public void onLull() {
        seat.drainRtp();
    }

    /**
     * A packet for a peer that is draining at the moment, as in an echo: kept until it has done.
     */
    static final class Deferred {
        final RtpPacket view = new RtpPacket();
        final RtpRewrite rewrite = new RtpRewrite();
        int mediaIndex;

        void fill(int index, RtpPacket lent, RtpRewrite from) {
            mediaIndex = index;
            Views.copy(lent, view);
            view.packet(lent.packet().retain());
            rewrite.set(from);
        }

        void clear() {
            Packet packet = view.packet();
            view.packet(null);
            packet.release();
        }
    }
}
