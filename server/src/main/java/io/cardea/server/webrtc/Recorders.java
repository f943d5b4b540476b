package io.cardea.server.webrtc;

import io.cardea.media.SinkHandle;
import io.cardea.media.record.MjrRecorder;
import io.cardea.media.record.MovieRecorder;
import io.cardea.media.record.MovieRecording;
import io.cardea.media.record.Recording;
import io.cardea.media.record.RecordingClock;
import io.cardea.media.record.RecordingSettings;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.limit.Limits;
import io.cardea.spi.Movie;
import io.cardea.spi.MovieOptions;
import io.cardea.spi.Recorder;
import io.cardea.spi.RecorderOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Begins recordings for plugins. Any thread. */
public final class Recorders {
    private final RecordingSettings settings;
    private final RecordingClock clock = RecordingClock.system();

    public Recorders(ServerSettings.RecordingSettings settings, Limits limits) {
        this.settings =
                new RecordingSettings(
                        settings.temporaryExtension(),
                        settings.protectedFolders(),
                        limits::permitsRecording);
    }

    /**
     * Makes a file and begins.
     *
     * @param onFailure called once, from any thread, if the disk refuses to go on
     * @throws IOException if the codec cannot be recorded, or the folder is protected or cannot be
     *     written
     */
    public Recorder start(RecorderOptions options, Consumer<String> onFailure) throws IOException {
        Recording recording =
                new Recording(
                        options.folder(),
                        options.name(),
                        options.codec(),
                        options.fmtp(),
                        options.description(),
                        options.extensions(),
                        options.redPayloadType(),
                        options.endToEndEncrypted());
        try {
            return new RecordedFile(
                    MjrRecorder.start(settings, recording, clock, e -> onFailure.accept(text(e))));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Makes a file that plays at once and begins.
     *
     * @param onFailure called once, from any thread, if the disk refuses to go on
     * @throws IOException if the codecs fit into no file, or the folder is protected or cannot be
     *     written
     */
    public Movie movie(MovieOptions options, Consumer<String> onFailure) throws IOException {
        MovieRecording recording =
                new MovieRecording(
                        options.folder(),
                        options.name(),
                        options.audioCodec(),
                        options.videoCodec(),
                        options.title());
        return new RecordedMovie(
                MovieRecorder.start(settings, recording, clock, e -> onFailure.accept(text(e))));
    }

    private static String text(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** A recorder of the media engine, as plugins see it. */
    private static final class RecordedFile implements Recorder, EngineSink, EngineDataSink {
        private final MjrRecorder recorder;
        private final SinkHandle sink;

        RecordedFile(MjrRecorder recorder) {
            this.recorder = recorder;
            this.sink = SinkHandle.of(recorder);
        }

        @Override
        public SinkHandle sinkHandle() {
            return sink;
        }

        @Override
        public Optional<Executor> ownLane() {
            return Optional.empty();
        }

        @Override
        public String path() {
            return recorder.path().toString();
        }

        @Override
        public void pause() {
            recorder.pause();
        }

        @Override
        public void resume() {
            recorder.resume();
        }

        @Override
        public void onMessage(boolean binary, byte[] message) {
            recorder.writeData(message);
        }

        @Override
        public void writeData(byte[] message) {
            recorder.writeData(message);
        }

        @Override
        public void close() {
            recorder.close();
        }
    }
}
