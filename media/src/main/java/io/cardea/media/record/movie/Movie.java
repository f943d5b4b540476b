package io.cardea.media.record.movie;

import io.cardea.media.record.frames.Frame;
import io.cardea.media.record.frames.FrameAssembler;
import io.cardea.rtc.rtp.CodecId;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One playable file in the making, with an audio and a video track on one timeline.
 *
 * <p>Packets go into {@link #audio} and {@link #video}; {@link #write} puts frames whose turn has
 * come into the file. A frame waits until the other track has one, too, so that they alternate in
 * the file, but not longer than {@link #MAX_WAIT_NANOS}. At the beginning, all wait until both
 * tracks have had a sender report, at most {@link #MAX_HOLD_NANOS}: the file then is in sync from
 * its first frame.
 *
 * <p>One owner at a time. Does not close the channel.
 */
public final class Movie {
    /** A frame's wait for the other track; longer than a gap holds that up. */
    public static final long MAX_WAIT_NANOS = 700_000_000L;

    /** Of the first frames for sender reports: browsers send the first within 2.5 s. */
    public static final long MAX_HOLD_NANOS = 3_000_000_000L;

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final MovieWriter writer;
    private final @Nullable MovieTrack audio;
    private final @Nullable MovieTrack video;
    private final List<MovieTrack> tracks = new ArrayList<>();

    private boolean started;
    private long firstArrivalNanos;
    private boolean hasFirst;
    private long startNanos;
    private long lastAudioMillis = -1;
    private long lastVideoMillis = -1;
    private long gatheredSinceNanos;
    private boolean gathering;

    /**
     * Begins a file.
     *
     * @throws IllegalArgumentException for tracks that do not fit together, see {@link #fits}
     */
    public Movie(SeekableByteChannel channel, MovieInfo info) throws IOException {
        if (!fits(info.audio(), info.video())) {
            throw new IllegalArgumentException("no file for " + info);
        }
        NtpAnchor anchor = new NtpAnchor();
        audio = info.hasAudio() ? new MovieTrack(info.audio(), anchor) : null;
        video = info.hasVideo() ? new MovieTrack(info.video(), anchor) : null;
        if (audio != null) tracks.add(audio);
        if (video != null) tracks.add(video);
        MovieFile file = new MovieFile(channel);
        writer = isMp4(info.video()) ? new Mp4Writer(file, info) : new WebmWriter(file, info);
    }

    /** Whether there is a container for these; {@link CodecId#OTHER} is no track. */
    public static boolean fits(CodecId audio, CodecId video) {
        boolean hears = audio == CodecId.OPUS;
        boolean sees = video.isVideo() && FrameAssembler.isKnown(video);
        return (hears || sees)
                && (hears || audio == CodecId.OTHER)
                && (sees || video == CodecId.OTHER);
    }

    /** Whether video of that codec goes into MP4; everything else goes into WebM. */
    public static boolean isMp4(CodecId video) {
        return video == CodecId.H264 || video == CodecId.H265;
    }

    /** Only in a movie with audio. */
    public MovieTrack audio() {
        return required(audio);
    }

    /** Only in a movie with video. */
    public MovieTrack video() {
        return required(video);
    }

    private static MovieTrack required(@Nullable MovieTrack track) {
        if (track == null) throw new IllegalStateException("a movie without that track");
        return track;
    }

    /** Writes what can be written now. */
    public void write(long nowNanos) throws IOException {
        for (MovieTrack track : tracks) {
            track.expire(nowNanos);
        }
        write(nowNanos, false);
        boolean old = nowNanos - gatheredSinceNanos >= MovieWriter.MAX_GATHERED_NANOS;
        if (gathering && old) {
            gathering = false;
            writer.flush();
        }
    }

    private void write(long nowNanos, boolean all) throws IOException {
        for (MovieTrack next = next(); next != null; next = next()) {
            if (!all && !hasCome(next, nowNanos)) return;
            Frame frame = next.first();
            if (frame == null) return;
            long nanos = next.firstNanos();
            next.removeFirst();
            writeFrame(next == video, frame, nanos);
            if (!gathering) gatheredSinceNanos = nowNanos;
            gathering = true;
        }
    }

    /** The track whose next frame is the earliest. */
    private @Nullable MovieTrack next() {
        MovieTrack next = null;
        for (MovieTrack track : tracks) {
            if (track.first() == null) continue;
            if (next == null || track.firstNanos() < next.firstNanos()) next = track;
        }
        return next;
    }

    private boolean hasCome(MovieTrack track, long nowNanos) {
        Frame frame = track.first();
        if (frame == null) return false;
        if (!hasFirst) firstArrivalNanos = frame.arrivalNanos();
        hasFirst = true;
        if (track.hasTooMuch()) return true;
        if (!started && !mayStart(nowNanos)) return false;
        boolean alone = true;
        for (MovieTrack other : tracks) {
            if (other == track) continue;
            alone = false;
            if (other.first() != null) return true;
        }
        return alone || nowNanos - frame.arrivalNanos() >= MAX_WAIT_NANOS;
    }

    private boolean mayStart(long nowNanos) {
        if (nowNanos - firstArrivalNanos >= MAX_HOLD_NANOS) return true;
        if (tracks.size() == 1) return true;
        for (MovieTrack track : tracks) {
            if (!track.isSynchronised()) return false;
        }
        return true;
    }

    private void writeFrame(boolean isVideo, Frame frame, long nanos) throws IOException {
        if (!started) startNanos = nanos;
        started = true;
        long last = isVideo ? lastVideoMillis : lastAudioMillis;
        // A correction may move a track back: it then waits, a millisecond a frame, for its time.
        long millis = Math.max(last + 1, Math.floorDiv(nanos - startNanos, NANOS_PER_MILLI));
        if (isVideo) {
            lastVideoMillis = millis;
        } else {
            lastAudioMillis = millis;
        }
        writer.write(isVideo, frame, millis);
    }

    /** Writes all that is there, and completes the file. */
    public void finish(long nowNanos) throws IOException {
        for (MovieTrack track : tracks) {
            track.flush();
        }
        write(nowNanos, true);
        writer.finish();
    }

    /** After a failure: leaves the file as playable as the disk lets it be. */
    public void abandon() {
        writer.abandon();
    }

    /** Bytes of the file so far. */
    public long bytes() {
        return writer.bytes();
    }
}
