package io.cardea.media.record.movie;

import io.cardea.media.record.frames.Frame;
import io.cardea.media.record.frames.VideoFormat;
import io.cardea.rtc.rtp.CodecId;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * WebM: VP8, VP9 or AV1, and Opus (RFC 9559; WebM container guidelines).
 *
 * <p>The head has a fixed length with a filler at its end, and is written again whenever there is
 * more to tell: a track at its first frame, the duration with every cluster, the place of the cues
 * at the end. Clusters are gathered in memory and written whole, a second at most; until the end
 * the segment's size is unknown, so that a file cut anywhere plays up to its last whole block.
 */
final class WebmWriter implements MovieWriter {
    /** Bytes of the head. */
    static final int HEAD = 2_048;

    /** Seek points kept. */
    static final int MAX_CUES = 8_192;

    static final int VIDEO_TRACK = 1;
    static final int AUDIO_TRACK = 2;

    private static final int EBML = 0x1A45DFA3;
    private static final int SEGMENT = 0x18538067;
    private static final int SEEK_HEAD = 0x114D9B74;
    private static final int INFO = 0x1549A966;
    private static final int TRACKS = 0x1654AE6B;
    private static final int CLUSTER = 0x1F43B675;
    private static final int CUES = 0x1C53BB6B;
    private static final int TIMESTAMP = 0xE7;
    private static final int SEEK_HEAD_LENGTH = 96;
    private static final long MILLIS_1970_TO_2001 = 978_307_200_000L;
    private static final long SEEK_PRE_ROLL_NANOS = 80_000_000L; // RFC 7845, 4.6
    private static final int MAX_CONFIGURATION = 1_024;

    private final MovieFile file;
    private final MovieInfo info;
    private final SeekPoints cues = new SeekPoints(MAX_CUES);
    private @Nullable VideoFormat videoFormat;
    private boolean hasAudio;

    private Ebml cluster = new Ebml();
    private boolean clusterOpen;
    private boolean clusterSeekable;
    private long clusterMillis;
    private long lastMillis;
    private long audioEndMillis;
    private long durationMillis;
    private long segmentStart;
    private long cuesPosition;
    private boolean finished;

    WebmWriter(MovieFile file, MovieInfo info) throws IOException {
        this.file = file;
        this.info = info;
        writeHead();
    }

    @Override
    public void write(boolean video, Frame frame, long millis) throws IOException {
        if (video ? isNewFormat(frame.format()) : !hasAudio) {
            hasAudio |= !video;
            if (video) frame.format().ifPresent(format -> videoFormat = format);
            writeHead();
        }
        boolean seekable = video ? frame.keyframe() : videoFormat == null;
        if (clusterOpen && mustClose(video && frame.keyframe(), millis)) flush();
        if (!clusterOpen) open(seekable, millis);
        int relative = (int) (millis - clusterMillis);
        cluster.simpleBlock(
                video ? VIDEO_TRACK : AUDIO_TRACK, relative, frame.keyframe(), frame.bytes());
        lastMillis = Math.max(lastMillis, millis);
        if (!video) audioEndMillis = millis + OpusDuration.millis(frame.bytes());
    }

    /** The first one counts: players take what follows from the stream itself. */
    private boolean isNewFormat(Optional<VideoFormat> format) {
        return videoFormat == null && format.isPresent();
    }

    private boolean mustClose(boolean keyframe, long millis) {
        long age = millis - clusterMillis;
        return keyframe
                || age >= MAX_GATHERED_NANOS / 1_000_000
                || age < Short.MIN_VALUE
                || cluster.length() >= MAX_GATHERED_BYTES;
    }

    private void open(boolean seekable, long millis) {
        cluster = new Ebml().uint(TIMESTAMP, millis);
        clusterOpen = true;
        clusterSeekable = seekable;
        clusterMillis = millis;
    }

    @Override
    public void flush() throws IOException {
        if (!clusterOpen) return;
        clusterOpen = false;
        long position = file.end();
        file.append(new Ebml().master(CLUSTER, cluster).toBytes());
        if (clusterSeekable) cues.add(clusterMillis, position - segmentStart);
        durationMillis = Math.max(lastMillis, audioEndMillis);
        writeHead();
    }

    @Override
    public void finish() throws IOException {
        flush();
        if (cues.count() > 0) {
            long position = file.end();
            file.append(new Ebml().master(CUES, cuePoints()).toBytes());
            cuesPosition = position - segmentStart;
        }
        finished = true;
        writeHead();
    }

    @Override
    public void abandon() {
        clusterOpen = false;
        try {
            file.cutBack();
            finish();
        } catch (IOException e) {
            end();
        }
    }

    /** Without cues, then: the disk has no room for them. */
    private void end() {
        try {
            file.cutBack();
            finished = true;
            writeHead();
        } catch (IOException e) {
            // The segment is open-ended as it was; it plays.
        }
    }

    @Override
    public long bytes() {
        return file.end();
    }

    private Ebml cuePoints() {
        int track = videoFormat == null ? AUDIO_TRACK : VIDEO_TRACK;
        Ebml points = new Ebml();
        for (int i = 0; i < cues.count(); i++) {
            Ebml place = new Ebml().uint(0xF7, track).uint(0xF1, cues.position(i));
            points.master(0xBB, new Ebml().uint(0xB3, cues.millis(i)).master(0xB7, place));
        }
        return points;
    }

    // ---- The head ----

    private void writeHead() throws IOException {
        byte[] start = new Ebml().master(EBML, ebmlHeader()).toBytes();
        segmentStart = start.length + 12L;
        Ebml infoElement = new Ebml().master(INFO, segmentInfo());
        Ebml segment = new Ebml().master(SEEK_HEAD, seekHead(infoElement.length()));
        segment.filler(SEEK_HEAD_LENGTH - segment.length());
        segment.raw(infoElement.toBytes()).master(TRACKS, tracks());
        segment.filler(HEAD - (int) segmentStart - segment.length());
        long size = finished ? file.end() - segmentStart : Ebml.UNKNOWN;
        file.head(new Ebml().raw(start).begin(SEGMENT, size).raw(segment.toBytes()).toBytes());
    }

    private static Ebml ebmlHeader() {
        return new Ebml()
                .uint(0x4286, 1)
                .uint(0x42F7, 1)
                .uint(0x42F2, 4)
                .uint(0x42F3, 8)
                .text(0x4282, "webm")
                .uint(0x4287, 4)
                .uint(0x4285, 2);
    }

    private Ebml seekHead(int infoLength) {
        Ebml seeks = new Ebml();
        seek(seeks, INFO, SEEK_HEAD_LENGTH);
        seek(seeks, TRACKS, SEEK_HEAD_LENGTH + infoLength);
        if (cuesPosition > 0) seek(seeks, CUES, cuesPosition);
        return seeks;
    }

    private static void seek(Ebml seeks, int id, long position) {
        byte[] bytes = {(byte) (id >> 24), (byte) (id >> 16), (byte) (id >> 8), (byte) id};
        seeks.master(0x4DBB, new Ebml().binary(0x53AB, bytes).uint(0x53AC, position));
    }

    private Ebml segmentInfo() {
        Ebml fields = new Ebml().uint(0x2AD7B1, 1_000_000);
        if (durationMillis > 0) fields.real(0x4489, durationMillis);
        long millis = info.epochMicros() / 1_000 - MILLIS_1970_TO_2001;
        fields.date(0x4461, millis * 1_000_000);
        if (!info.title().isEmpty()) fields.text(0x7BA9, info.title());
        return fields.text(0x4D80, "Cardea").text(0x5741, "Cardea");
    }

    private Ebml tracks() {
        Ebml tracks = new Ebml();
        VideoFormat format = videoFormat;
        if (format != null) tracks.master(0xAE, videoTrack(format));
        if (hasAudio) tracks.master(0xAE, audioTrack());
        return tracks;
    }

    private static Ebml track(int number, int type, String codec) {
        return new Ebml()
                .uint(0xD7, number)
                .uint(0x73C5, number)
                .uint(0x83, type)
                .uint(0x9C, 0)
                .text(0x22B59C, "und")
                .text(0x86, codec);
    }

    private Ebml videoTrack(VideoFormat format) {
        Ebml track = track(VIDEO_TRACK, 1, videoCodec(info.video()));
        byte[] configuration = format.configuration();
        boolean has = configuration.length > 0 && configuration.length <= MAX_CONFIGURATION;
        if (has) track.binary(0x63A2, configuration);
        return track.master(
                0xE0,
                new Ebml()
                        .uint(0xB0, Math.max(1, format.width()))
                        .uint(0xBA, Math.max(1, format.height())));
    }

    private static String videoCodec(CodecId codec) {
        return switch (codec) {
            case VP8 -> "V_VP8";
            case VP9 -> "V_VP9";
            case AV1 -> "V_AV1";
            default -> throw new IllegalArgumentException("not for WebM: " + codec.word());
        };
    }

    private static Ebml audioTrack() {
        return track(AUDIO_TRACK, 2, "A_OPUS")
                .uint(0x56BB, SEEK_PRE_ROLL_NANOS)
                .binary(0x63A2, OpusHead.bytes())
                .master(0xE1, new Ebml().real(0xB5, OpusHead.RATE).uint(0x9F, OpusHead.CHANNELS));
    }
}
