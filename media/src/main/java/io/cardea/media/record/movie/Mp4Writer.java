package io.cardea.media.record.movie;

import io.cardea.media.record.frames.Frame;
import io.cardea.media.record.frames.VideoFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Fragmented MP4: H.264 or H.265, and Opus (ISO/IEC 14496-12, 8.8).
 *
 * <p>The head has a fixed length with a filler in it, and is written again whenever there is more
 * to tell: a track at its first frame, the duration with every fragment, the index of segments at
 * the end. Fragments are gathered in memory and written whole, a second at most, so that a file cut
 * anywhere plays up to its last whole fragment.
 */
final class Mp4Writer implements MovieWriter {
    /** Bytes of the head. */
    static final int HEAD = 12_288;

    /** Seek points kept: what the index in the head has room for. */
    static final int MAX_SEEK_POINTS = 512;

    private static final int FILLER = 8;
    private static final int MOOF_WITHOUT_TRACKS = 8 + 16;
    private static final int DEFAULT_FRAME_MILLIS = 33;
    private static final int AUDIO_FRAME_MILLIS = 20;

    private final MovieFile file;
    private final MovieInfo info;
    private final Samples video = new Samples(Mp4Head.VIDEO_TRACK, Mp4Head.VIDEO_SCALE);
    private final Samples audio = new Samples(Mp4Head.AUDIO_TRACK, Mp4Head.AUDIO_SCALE);
    private final SeekPoints seekPoints = new SeekPoints(MAX_SEEK_POINTS);
    private @Nullable VideoFormat videoFormat;
    private boolean hasAudio;
    private long sequence;
    private long firstMillis = -1;
    private long durationMillis;
    private long videoEndMillis;
    private long audioEndMillis;
    private boolean finished;

    Mp4Writer(MovieFile file, MovieInfo info) throws IOException {
        this.file = file;
        this.info = info;
        writeHead();
    }

    @Override
    public void write(boolean isVideo, Frame frame, long millis) throws IOException {
        if (isVideo && videoFormat == null) {
            if (frame.format().isEmpty()) return;
            flush(); // what came before the track is known knows nothing of it
            videoFormat = frame.format().get();
            writeHead();
        } else if (!isVideo && !hasAudio) {
            hasAudio = true;
            writeHead();
        }
        if (isVideo && frame.keyframe() && video.count() > 0) {
            writeFragment(video.count(), settled(audio), millis);
        } else if (mustClose(millis)) {
            flushSettled();
        }
        (isVideo ? video : audio).add(frame, millis);
    }

    private boolean mustClose(long millis) {
        if (video.count() + audio.count() == 0) return false;
        boolean tooMuch = video.bytes() + audio.bytes() >= MAX_GATHERED_BYTES;
        return tooMuch || millis - startMillis() >= MAX_GATHERED_NANOS / 1_000_000;
    }

    private long startMillis() {
        if (video.count() == 0) return audio.startMillis();
        if (audio.count() == 0) return video.startMillis();
        return Math.min(video.startMillis(), audio.startMillis());
    }

    /** All samples of which it is known how long they last: till the next. */
    private void flushSettled() throws IOException {
        writeFragment(settled(video), settled(audio), -1);
    }

    private static int settled(Samples samples) {
        return Math.max(0, samples.count() - 1);
    }

    @Override
    public void flush() throws IOException {
        flushSettled();
    }

    /**
     * @param endMillis when the last of the video samples ends, -1 when the next one tells
     */
    private void writeFragment(int videoCount, int audioCount, long endMillis) throws IOException {
        if (videoCount + audioCount == 0) return;
        boolean keyframe = videoCount > 0 ? video.startsWithKeyframe() : videoFormat == null;
        long start = startOf(videoCount);
        long videoEnd = endMillis >= 0 ? endMillis : lastEnd(video, DEFAULT_FRAME_MILLIS);
        byte[] fragment = fragment(videoCount, audioCount, videoEnd);
        long position = file.end();
        file.append(fragment);
        if (firstMillis < 0) firstMillis = start;
        if (keyframe) seekPoints.add(start, position);
        durationMillis = Math.max(durationMillis, Math.max(videoEndMillis, audioEndMillis));
        writeHead();
    }

    private long startOf(int videoCount) {
        return videoCount > 0 ? video.startMillis() : audio.startMillis();
    }

    private static long lastEnd(Samples samples, int guess) {
        return samples.count() == 0 ? 0 : samples.lastMillis() + guess;
    }

    private byte[] fragment(int videoCount, int audioCount, long videoEnd) {
        int moofLength =
                MOOF_WITHOUT_TRACKS
                        + Samples.fragmentLength(videoCount)
                        + Samples.fragmentLength(audioCount);
        int videoOffset = moofLength + 8;
        int audioOffset = videoOffset + video.dataLength(videoCount);
        Boxes content = new Boxes().full("mfhd", 0, 0, new Boxes().u32(++sequence));
        if (videoCount > 0) {
            videoEndMillis = video.writeFragment(content, videoCount, videoEnd, videoOffset);
        }
        if (audioCount > 0) {
            long audioEnd = lastEnd(audio, AUDIO_FRAME_MILLIS);
            audioEndMillis = audio.writeFragment(content, audioCount, audioEnd, audioOffset);
        }
        ByteArrayOutputStream media = new ByteArrayOutputStream();
        video.take(videoCount, media);
        audio.take(audioCount, media);
        return new Boxes()
                .box("moof", content)
                .box("mdat", new Boxes().raw(media.toByteArray()))
                .toBytes();
    }

    @Override
    public void finish() throws IOException {
        writeFragment(video.count(), audio.count(), -1);
        finished = true;
        writeHead();
    }

    @Override
    public void abandon() {
        try {
            file.cutBack();
            finished = true;
            writeHead();
        } catch (IOException e) {
            // The head is as it was; it plays.
        }
    }

    @Override
    public long bytes() {
        return file.end();
    }

    // ---- The head ----

    private void writeHead() throws IOException {
        Boxes head = Mp4Head.fileType();
        VideoFormat format = videoFormat;
        Mp4Head movie = new Mp4Head(info.video(), durationMillis);
        if (format == null) {
            if (hasAudio) head.raw(movie.movieOfAudio().toBytes());
        } else {
            Boxes known = hasAudio ? movie.movieWithAudio(format) : movie.movie(format);
            head.raw(known.toBytes());
        }
        byte[] index = finished ? index() : new byte[0];
        head.filler(HEAD - head.length() - index.length).raw(index);
        file.head(head.toBytes());
    }

    /**
     * The segment index (ISO/IEC 14496-12, 8.16.3), right before the first fragment. Empty when
     * there is nothing to seek to, or more than its fields can say.
     */
    private byte[] index() {
        int count = seekPoints.count();
        if (count == 0) return new byte[0];
        boolean ofVideo = videoFormat != null;
        int perMilli = (ofVideo ? Mp4Head.VIDEO_SCALE : Mp4Head.AUDIO_SCALE) / 1_000;
        Boxes index = new Boxes().u32(ofVideo ? Mp4Head.VIDEO_TRACK : Mp4Head.AUDIO_TRACK);
        index.u32(perMilli * 1_000L).u64(firstMillis * perMilli).u64(0).u16(0).u16(count);
        for (int i = 0; i < count; i++) {
            boolean last = i + 1 == count;
            long from = i == 0 ? HEAD : seekPoints.position(i);
            long fromMillis = i == 0 ? firstMillis : seekPoints.millis(i);
            long size = (last ? file.end() : seekPoints.position(i + 1)) - from;
            long millis = (last ? durationMillis : seekPoints.millis(i + 1)) - fromMillis;
            if (size > Integer.MAX_VALUE || millis < 0) return new byte[0];
            index.u32(size).u32(millis * perMilli).u32(0x9000_0000L);
        }
        return new Boxes().full("sidx", 1, 0, index).toBytes();
    }
}
