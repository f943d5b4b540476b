package io.cardea.rtc.peer;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import java.util.List;
import java.util.Map;

/** An m-line as one side sees it; the {@link #mirrored} one is the other side's. */
final class Line {
    static final int OPUS = 111;
    static final int VP8 = 96;
    static final int VP8_RTX = 97;

    int index;
    String mid;
    MediaKind kind;
    boolean enabled = true;
    boolean sending = true;
    boolean receiving = true;
    boolean nack;
    boolean transportCc;
    Codec codec = Codec.NONE;
    Map<Integer, String> payloadTypes = Map.of();
    Map<Integer, Integer> rtx = Map.of();
    int localSsrc;
    int localRtxSsrc;
    List<Integer> remoteSsrcs = List.of();
    List<Integer> remoteRtxSsrcs = List.of();
    List<String> rids = List.of();

    private Line(int index, MediaKind kind) {
        this.index = index;
        this.mid = Integer.toString(index);
        this.kind = kind;
    }

    /** Opus both ways, SSRCs 1000 + index and 2000 + index. */
    static Line audio(int index) {
        Line line = new Line(index, MediaKind.AUDIO);
        line.codec = new Codec("opus", OPUS, 48_000, 2, "");
        line.payloadTypes = Map.of(OPUS, "opus");
        line.localSsrc = 1000 + index;
        line.remoteSsrcs = List.of(2000 + index);
        line.remoteRtxSsrcs = List.of(0);
        return line;
    }

    /** VP8 both ways with NACK and RTX; the RTX SSRCs are 1500 + index and 2500 + index. */
    static Line video(int index) {
        Line line = new Line(index, MediaKind.VIDEO);
        line.codec = new Codec("vp8", VP8, 90_000, 1, "");
        line.payloadTypes = Map.of(VP8, "vp8");
        line.rtx = Map.of(VP8, VP8_RTX);
        line.nack = true;
        line.localSsrc = 1000 + index;
        line.localRtxSsrc = 1500 + index;
        line.remoteSsrcs = List.of(2000 + index);
        line.remoteRtxSsrcs = List.of(2500 + index);
        return line;
    }

    static Line data(int index) {
        return new Line(index, MediaKind.DATA);
    }

    Line withoutRtx() {
        rtx = Map.of();
        localRtxSsrc = 0;
        remoteRtxSsrcs = List.of(0);
        return this;
    }

    Line withoutRemoteSsrcs() {
        remoteSsrcs = List.of();
        remoteRtxSsrcs = List.of();
        return this;
    }

    Line withRids(String... layers) {
        rids = List.of(layers);
        return withoutRemoteSsrcs();
    }

    Line withTransportCc() {
        transportCc = true;
        return this;
    }

    Line withNack(boolean value) {
        nack = value;
        return this;
    }

    Line directed(boolean sends, boolean receives) {
        sending = sends;
        receiving = receives;
        return this;
    }

    Line withLocalSsrcs(int main, int forRtx) {
        localSsrc = main;
        localRtxSsrc = forRtx;
        return this;
    }

    Line withRemoteSsrcs(Integer... main) {
        remoteSsrcs = List.of(main);
        remoteRtxSsrcs = List.of();
        return this;
    }

    Line rejected() {
        enabled = false;
        sending = false;
        receiving = false;
        return this;
    }

    NegotiatedMedia build() {
        return new NegotiatedMedia(
                index,
                mid,
                kind,
                enabled,
                sending,
                receiving,
                codec,
                payloadTypes,
                rtx,
                localSsrc,
                localRtxSsrc,
                remoteSsrcs,
                remoteRtxSsrcs,
                rids,
                nack,
                transportCc);
    }

    /** As the other side, a peer of ours too, sees it; without simulcast. */
    NegotiatedMedia mirrored() {
        return new NegotiatedMedia(
                index,
                mid,
                kind,
                enabled,
                receiving,
                sending,
                codec,
                payloadTypes,
                rtx,
                remoteSsrcs.isEmpty() ? 0 : remoteSsrcs.getFirst(),
                remoteRtxSsrcs.isEmpty() ? 0 : remoteRtxSsrcs.getFirst(),
                localSsrc == 0 ? List.of() : List.of(localSsrc),
                localSsrc == 0 ? List.of() : List.of(localRtxSsrc),
                List.of(),
                nack,
                transportCc);
    }
}
