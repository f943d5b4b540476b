package io.cardea.plugin.echotest;

import io.cardea.spi.Forwarder;
import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.Json;
import io.cardea.spi.Movie;
import io.cardea.spi.MovieOptions;
import io.cardea.spi.PluginContext;
import io.cardea.spi.Recorder;
import io.cardea.spi.RecorderOptions;
import io.cardea.spi.RemoteSource;
import io.cardea.spi.RemoteSourceOptions;
import io.cardea.spi.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Notes recorders; events are on. */
final class FakeContext implements PluginContext {
    final List<String> log = new ArrayList<>();
    final List<RecorderOptions> recorders = new ArrayList<>();
    Settings settings = Settings.group("none", 0);
    boolean full;

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public void notifyEvent(Json data) {}

    @Override
    public boolean eventsEnabled() {
        return true;
    }

    @Override
    public Recorder recorder(RecorderOptions options, Consumer<String> onFailure)
            throws IOException {
        if (full) throw new IOException("full");
        recorders.add(options);
        return new FakeRecorder(options.name() + ".mjr");
    }

    @Override
    public Movie movie(MovieOptions options, Consumer<String> onFailure) {
        throw new AssertionError("the echo makes no movies");
    }

    @Override
    public Forwarder forwarder(ForwarderOptions options) {
        throw new AssertionError("the echo forwards nothing");
    }

    @Override
    public RemoteSource remoteSource(RemoteSourceOptions options) {
        throw new AssertionError("the echo is local");
    }

    @Override
    public boolean hasSignedTokens() {
        return false;
    }

    @Override
    public boolean isSigned(String token, String descriptor) {
        return false;
    }

    @Override
    public boolean canSave() {
        return false;
    }

    @Override
    public void save(Settings changed) throws IOException {
        throw new IOException("there is no file");
    }

    @Override
    public ScheduledExecutorService scheduler() {
        throw new AssertionError("the echo has no timers");
    }

    private final class FakeRecorder implements Recorder {
        private final String path;

        FakeRecorder(String path) {
            this.path = path;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void writeData(byte[] message) {
            log.add("write " + message.length);
        }

        @Override
        public void close() {
            log.add("close " + path);
        }
    }
}
