package io.cardea.media.record.movie;

import io.cardea.media.record.frames.VideoFormat;
import io.cardea.rtc.rtp.CodecId;

/**
 * The boxes before the first fragment: what tracks there are and how they are coded.
 *
 * <p>Video is {@code avc3} or {@code hev1}: parameter sets are in the frames, too, since they
 * change with every resolution an encoder chooses (ISO/IEC 14496-15, 5.4.2 and 8.4.1).
 *
 * @param durationMillis 0 while there is none
 */
record Mp4Head(CodecId videoCodec, long durationMillis) {
    static final int VIDEO_TRACK = 1;
    static final int AUDIO_TRACK = 2;
    static final int MOVIE_SCALE = 1_000;
    static final int VIDEO_SCALE = 90_000;
    static final int AUDIO_SCALE = 48_000;

    private static final int UNDETERMINED = 0x55C4; // "und"

    static Boxes fileType() {
        return new Boxes()
                .box(
                        "ftyp",
                        new Boxes().ascii("iso6").u32(0).ascii("iso6").ascii("iso5").ascii("mp41"));
    }

    Boxes movie(VideoFormat video) {
        Boxes extensions = extendsHeader();
        trackExtends(extensions, VIDEO_TRACK);
        return movie(new Boxes().box("trak", videoTrack(video)), extensions);
    }

    Boxes movieWithAudio(VideoFormat video) {
        Boxes extensions = extendsHeader();
        trackExtends(extensions, VIDEO_TRACK);
        trackExtends(extensions, AUDIO_TRACK);
        return movie(
                new Boxes().box("trak", videoTrack(video)).box("trak", audioTrack()), extensions);
    }

    Boxes movieOfAudio() {
        Boxes extensions = extendsHeader();
        trackExtends(extensions, AUDIO_TRACK);
        return movie(new Boxes().box("trak", audioTrack()), extensions);
    }

    private static Boxes movie(Boxes tracks, Boxes extensions) {
        Boxes header =
                new Boxes().zeros(8).u32(MOVIE_SCALE).u32(0).u32(0x10000).u16(0x100).zeros(10);
        matrix(header).zeros(24).u32(3);
        Boxes content = new Boxes().full("mvhd", 0, 0, header).box("mvex", extensions);
        return new Boxes().box("moov", content.raw(tracks.toBytes()));
    }

    private Boxes extendsHeader() {
        Boxes boxes = new Boxes();
        if (durationMillis > 0) boxes.full("mehd", 1, 0, new Boxes().u64(durationMillis));
        return boxes;
    }

    private static void trackExtends(Boxes to, int track) {
        to.full("trex", 0, 0, new Boxes().u32(track).u32(1).u32(0).u32(0).u32(0));
    }

    private static Boxes matrix(Boxes to) {
        return to.u32(0x10000).zeros(12).u32(0x10000).zeros(12).u32(0x40000000);
    }

    private Boxes videoTrack(VideoFormat format) {
        int width = format.width();
        int height = format.height();
        Boxes header = new Boxes().zeros(8).u32(VIDEO_TRACK).zeros(4).u32(0).zeros(8).zeros(8);
        matrix(header).u32((long) width << 16).u32((long) height << 16);
        Boxes kind = new Boxes().full("vmhd", 0, 1, new Boxes().zeros(8));
        return new Boxes()
                .full("tkhd", 0, 3, header)
                .box("mdia", media("vide", "Video", VIDEO_SCALE, kind, videoEntry(format)));
    }

    private Boxes videoEntry(VideoFormat format) {
        boolean h264 = videoCodec == CodecId.H264;
        Boxes entry = new Boxes().zeros(6).u16(1).zeros(16);
        entry.u16(format.width()).u16(format.height()).u32(0x480000).u32(0x480000).u32(0);
        entry.u16(1).zeros(32).u16(0x18).u16(0xFFFF);
        entry.box(h264 ? "avcC" : "hvcC", new Boxes().raw(format.configuration()));
        return new Boxes().box(h264 ? "avc3" : "hev1", entry);
    }

    private static Boxes audioTrack() {
        Boxes header = new Boxes().zeros(8).u32(AUDIO_TRACK).zeros(4).u32(0).zeros(8);
        matrix(header.u16(0).u16(1).u16(0x100).zeros(2)).zeros(8);
        Boxes kind = new Boxes().full("smhd", 0, 0, new Boxes().zeros(4));
        return new Boxes()
                .full("tkhd", 0, 3, header)
                .box("mdia", media("soun", "Audio", AUDIO_SCALE, kind, audioEntry()));
    }

    /** Encapsulation of Opus in ISO base media files, 4.3. */
    private static Boxes audioEntry() {
        Boxes opus = new Boxes().u8(0).u8(OpusHead.CHANNELS).u16(0).u32(OpusHead.RATE).u16(0).u8(0);
        Boxes entry = new Boxes().zeros(6).u16(1).zeros(8);
        entry.u16(OpusHead.CHANNELS).u16(16).zeros(4).u32((long) OpusHead.RATE << 16);
        return new Boxes().box("Opus", entry.box("dOps", opus));
    }

    private static Boxes media(String type, String name, int scale, Boxes kind, Boxes entry) {
        Boxes header = new Boxes().zeros(8).u32(scale).u32(0).u16(UNDETERMINED).u16(0);
        Boxes handler = new Boxes().u32(0).ascii(type).zeros(12).ascii(name).u8(0);
        Boxes self = new Boxes().full("url ", 0, 1, new Boxes());
        Boxes references = new Boxes().u32(1).raw(self.toBytes());
        Boxes samples =
                new Boxes()
                        .full("stsd", 0, 0, new Boxes().u32(1).raw(entry.toBytes()))
                        .full("stts", 0, 0, new Boxes().u32(0))
                        .full("stsc", 0, 0, new Boxes().u32(0))
                        .full("stsz", 0, 0, new Boxes().u32(0).u32(0))
                        .full("stco", 0, 0, new Boxes().u32(0));
        Boxes information =
                new Boxes()
                        .raw(kind.toBytes())
                        .box("dinf", new Boxes().full("dref", 0, 0, references))
                        .box("stbl", samples);
        return new Boxes()
                .full("mdhd", 0, 0, header)
                .full("hdlr", 0, 0, handler)
                .box("minf", information);
    }
}
