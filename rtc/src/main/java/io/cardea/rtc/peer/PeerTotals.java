package io.cardea.rtc.peer;

import io.cardea.rtc.rtp.MediaKind;

/**
 * What all peers of a loop have counted together, those included that are gone: nothing here ever
 * shrinks. Counted as it happens, so that nobody has to go through the peers to know.
 *
 * <p>Plain fields of that loop; a {@link #copy} may go anywhere.
 */
public final class PeerTotals {
    public final MediaTotals audio = new MediaTotals();
    public final MediaTotals video = new MediaTotals();
    public final MediaTotals data = new MediaTotals();

    /** Peers that found a path, and failures to find or keep one. */
    public long iceConnected;

    public long iceFailed;

    /** Handshakes that came to an end, and that failed. */
    public long dtlsConnected;

    public long dtlsFailed;

    /** SRTP and SRTCP refused: forged, replayed, truncated. */
    public long srtpDrops;

    /** Packets of video dropped since the path took less. */
    public long pacerDropped;

    /** Of that kind. */
    public MediaTotals of(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> audio;
            case VIDEO -> video;
            case DATA -> data;
        };
    }

    public PeerTotals copy() {
        PeerTotals copy = new PeerTotals();
        copy.add(this);
        return copy;
    }

    /** Both together, as another object. */
    public PeerTotals plus(PeerTotals other) {
        PeerTotals sum = copy();
        sum.add(other);
        return sum;
    }

    private void add(PeerTotals o) {
        audio.add(o.audio);
        video.add(o.video);
        data.add(o.data);
        iceConnected += o.iceConnected;
        iceFailed += o.iceFailed;
        dtlsConnected += o.dtlsConnected;
        dtlsFailed += o.dtlsFailed;
        srtpDrops += o.srtpDrops;
        pacerDropped += o.pacerDropped;
    }
}
