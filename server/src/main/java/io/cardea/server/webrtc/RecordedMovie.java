package io.cardea.server.webrtc;

import io.cardea.media.RtpOutput;
import io.cardea.media.SinkHandle;
import io.cardea.media.record.MovieRecorder;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.spi.Movie;
import io.cardea.spi.Sink;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A movie of the media engine, as plugins see it. */
final class RecordedMovie implements Movie {
    private final MovieRecorder recorder;
    private final Sink audio;
    private final Sink video;

    RecordedMovie(MovieRecorder recorder) {
        this.recorder = recorder;
        this.audio = new Input(SinkHandle.of(recorder.audio().orElseGet(Nowhere::new)));
        this.video = new Input(SinkHandle.of(recorder.video().orElseGet(Nowhere::new)));
    }

    @Override
    public String path() {
        return recorder.path().toString();
    }

    @Override
    public Sink audio() {
        return audio;
    }

    @Override
    public Sink video() {
        return video;
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
    public void close() {
        recorder.close();
    }

    private record Input(SinkHandle sinkHandle) implements EngineSink {
        @Override
        public Optional<Executor> ownLane() {
            return Optional.empty();
        }
    }

    /** A track that the file does not have. */
    private static final class Nowhere implements RtpOutput {
        @Override
        public boolean write(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
            return false;
        }
    }
}
