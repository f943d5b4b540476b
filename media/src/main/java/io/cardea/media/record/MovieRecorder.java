package io.cardea.media.record;

import io.cardea.media.RtpOutput;
import io.cardea.media.record.movie.Movie;
import io.cardea.media.record.movie.MovieInfo;
import io.cardea.rtc.rtp.CodecId;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Records a publisher's audio and video into one WebM or MP4 file that plays at once, also if the
 * process is killed.
 *
 * <p>Tie {@link #audio} and {@link #video} to tracks with {@code SinkHandle.of}; they may live on
 * different loops. The loops never block: packets are copied into bounded queues, and what finds no
 * room is dropped and counted. A virtual thread makes frames and writes. Everything else may be
 * called from any thread but a loop's.
 */
public final class MovieRecorder implements AutoCloseable {
    /** Between two looks at what waits, if nothing comes: less than what a killed file may lose. */
    private static final long IDLE_NANOS = 200_000_000L;

    private static final System.Logger LOG = System.getLogger(MovieRecorder.class.getName());

    private final RecordingPath path;
    private final SeekableByteChannel channel;
    private final Movie movie;
    private final Optional<MovieInput> audio;
    private final Optional<MovieInput> video;
    private final List<MovieInput> inputs = new ArrayList<>();
    private final DiskWatch disk;
    private final RecordingClock clock;
    private final Consumer<IOException> onFailure;
    private final Thread thread;

    private volatile boolean closing;
    private volatile boolean parked;

    private MovieRecorder(
            RecordingPath path,
            DiskWatch disk,
            SeekableByteChannel channel,
            MovieInfo info,
            RecordingClock clock,
            Consumer<IOException> onFailure)
            throws IOException {
        this.path = path;
        this.disk = disk;
        this.channel = channel;
        this.clock = clock;
        this.onFailure = onFailure;
        this.movie = new Movie(channel, info);
        this.thread = Thread.ofVirtual().name("movie").unstarted(this::run);
        audio =
                info.hasAudio()
                        ? Optional.of(new MovieInput(info.audio(), movie.audio(), this::wake))
                        : Optional.empty();
        video =
                info.hasVideo()
                        ? Optional.of(new MovieInput(info.video(), movie.video(), this::wake))
                        : Optional.empty();
        audio.ifPresent(inputs::add);
        video.ifPresent(inputs::add);
    }

    /**
     * Makes the file and begins. A codec that no container here takes is left out if there is
     * another to record.
     *
     * @param onFailure called once, from the writing thread, if the disk refuses to go on; the
     *     recording has then ended
     * @throws IOException if neither codec can be recorded, the folder is protected, or the file
     *     cannot be made
     */
    public static MovieRecorder start(
            RecordingSettings settings,
            MovieRecording recording,
            RecordingClock clock,
            Consumer<IOException> onFailure)
            throws IOException {
        MovieInfo info = info(recording, clock);
        String suffix = Movie.isMp4(info.video()) ? ".mp4" : ".webm";
        RecordingPath path =
                RecordingPath.prepare(
                        settings,
                        recording.folder(),
                        recording.name(),
                        suffix,
                        ThreadLocalRandom.current());
        DiskWatch disk = DiskWatch.begin(settings, path);
        FileChannel channel =
                FileChannel.open(
                        path.writing(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        return start(path, disk, channel, info, clock, onFailure);
    }

    private static MovieInfo info(MovieRecording recording, RecordingClock clock)
            throws IOException {
        CodecId audio = CodecId.of(recording.audioCodec());
        CodecId video = CodecId.of(recording.videoCodec());
        if (!Movie.fits(audio, CodecId.OTHER)) audio = CodecId.OTHER;
        if (!Movie.fits(CodecId.OTHER, video)) video = CodecId.OTHER;
        if (audio == CodecId.OTHER && video == CodecId.OTHER) {
            String codecs = (recording.audioCodec() + " " + recording.videoCodec()).strip();
            throw new IOException(
                    "no playable file can have "
                            + (codecs.isEmpty() ? "nothing" : codecs)
                            + ": only opus, and vp8, vp9, av1, h264, h265");
        }
        return new MovieInfo(audio, video, recording.title(), clock.epochMicros().getAsLong());
    }

    /** Owns the channel. */
    static MovieRecorder start(
            RecordingPath path,
            DiskWatch disk,
            SeekableByteChannel channel,
            MovieInfo info,
            RecordingClock clock,
            Consumer<IOException> onFailure)
            throws IOException {
        MovieRecorder recorder;
        try {
            recorder = new MovieRecorder(path, disk, channel, info, clock, onFailure);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        recorder.thread.start();
        return recorder;
    }

    /** The final name of the file. */
    public Path path() {
        return path.file();
    }

    /** Where audio goes; empty in a movie without. Belongs to the loop of the track tied to it. */
    public Optional<RtpOutput> audio() {
        return audio.map(input -> input);
    }

    /** Where video goes; empty in a movie without. Belongs to the loop of the track tied to it. */
    public Optional<RtpOutput> video() {
        return video.map(input -> input);
    }

    /** Packets that found no room, or are of another codec. */
    public long dropped() {
        return inputs.stream().mapToLong(MovieInput::dropped).sum();
    }

    /** Refuses packets from now on, silently. */
    public void pause() {
        inputs.forEach(input -> input.pause(true));
    }

    /** Takes packets again; in the file the pause lasts as long as it did. */
    public void resume() {
        inputs.forEach(input -> input.pause(false));
    }

    private void wake() {
        if (parked) LockSupport.unpark(thread);
    }

    // ---- The writing thread ----

    private void run() {
        try {
            while (true) {
                boolean last = closing;
                inputs.forEach(MovieInput::drain);
                long now = clock.nanos().getAsLong();
                if (last) {
                    movie.finish(now);
                    break;
                }
                movie.write(now);
                disk.written(movie.bytes());
                park();
            }
        } catch (IOException e) {
            fail(e);
            return;
        } catch (RuntimeException e) {
            fail(new IOException("Internal error", e));
            return;
        }
        settle();
    }

    private void park() {
        parked = true;
        boolean idle = inputs.stream().allMatch(MovieInput::isEmpty);
        if (idle && !closing) LockSupport.parkNanos(this, IDLE_NANOS);
        parked = false;
    }

    private void fail(IOException e) {
        closing = true;
        inputs.forEach(MovieInput::close);
        LOG.log(Level.WARNING, "recording failed file=" + path.writing(), e);
        movie.abandon();
        settle();
        onFailure.accept(e);
    }

    private void settle() {
        try {
            channel.close();
            path.settle();
            LOG.log(Level.INFO, "recording closed file=" + path.file() + " bytes=" + movie.bytes());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "recording not closed well file=" + path.file(), e);
        }
    }

    /** Writes what waits, and gives the file its final name; waits for that. Twice is allowed. */
    @Override
    public void close() {
        inputs.forEach(MovieInput::close);
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
