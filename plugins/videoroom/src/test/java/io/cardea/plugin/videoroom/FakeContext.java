package io.cardea.plugin.videoroom;

import io.cardea.spi.DataSource;
import io.cardea.spi.Forwarder;
import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.Json;
import io.cardea.spi.Movie;
import io.cardea.spi.MovieOptions;
import io.cardea.spi.PluginContext;
import io.cardea.spi.Quota;
import io.cardea.spi.Recorder;
import io.cardea.spi.RecorderOptions;
import io.cardea.spi.RemoteFormat;
import io.cardea.spi.RemoteSource;
import io.cardea.spi.RemoteSourceOptions;
import io.cardea.spi.Settings;
import io.cardea.spi.Sink;
import io.cardea.spi.Track;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** A server that notes what is asked of it; events are on. */
final class FakeContext implements PluginContext {
    final List<Json> notified = new CopyOnWriteArrayList<>();
    final List<FakeRecorder> recorders = new CopyOnWriteArrayList<>();
    final List<FakeMovie> movies = new CopyOnWriteArrayList<>();
    final List<FakeForwarder> forwarders = new CopyOnWriteArrayList<>();
    final List<FakeRemote> remotes = new CopyOnWriteArrayList<>();
    final List<Settings> saved = new CopyOnWriteArrayList<>();
    final FakeScheduler scheduler = new FakeScheduler();
    volatile Settings settings = Settings.group("none", 0);
    final Quota subscriptions = new Quota("subscriptions", "subscriptions", 0);
    volatile boolean full;
    volatile boolean noSockets;
    volatile boolean canSave = true;
    volatile boolean signedTokens;

    @Override
    public Quota subscriptions() {
        return subscriptions;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public void notifyEvent(Json data) {
        notified.add(data);
    }

    @Override
    public boolean eventsEnabled() {
        return true;
    }

    @Override
    public Recorder recorder(RecorderOptions options, Consumer<String> onFailure)
            throws IOException {
        if (full) throw new IOException("full");
        FakeRecorder recorder = new FakeRecorder(options, onFailure);
        recorders.add(recorder);
        return recorder;
    }

    @Override
    public Movie movie(MovieOptions options, Consumer<String> onFailure) throws IOException {
        if (full) throw new IOException("full");
        FakeMovie movie = new FakeMovie(options, onFailure);
        movies.add(movie);
        return movie;
    }

    @Override
    public Forwarder forwarder(ForwarderOptions options) throws IOException {
        if (noSockets) throw new IOException("no sockets");
        FakeForwarder forwarder = new FakeForwarder(options, 40_000 + 2 * forwarders.size());
        forwarders.add(forwarder);
        return forwarder;
    }

    @Override
    public RemoteSource remoteSource(RemoteSourceOptions options) throws IOException {
        if (noSockets) throw new IOException("no sockets");
        FakeRemote remote = new FakeRemote(options, 10_000 + 4 * remotes.size());
        remotes.add(remote);
        return remote;
    }

    @Override
    public boolean hasSignedTokens() {
        return signedTokens;
    }

    @Override
    public boolean isSigned(String token, String descriptor) {
        return token.equals("signed " + descriptor);
    }

    @Override
    public boolean canSave() {
        return canSave;
    }

    @Override
    public void save(Settings changed) throws IOException {
        if (full) throw new IOException("full");
        saved.add(changed);
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** An .mjr file. */
    static final class FakeRecorder implements Recorder {
        final RecorderOptions options;
        final Consumer<String> onFailure;
        volatile boolean closed;

        FakeRecorder(RecorderOptions options, Consumer<String> onFailure) {
            this.options = options;
            this.onFailure = onFailure;
        }

        @Override
        public String path() {
            String folder = options.folder().isEmpty() ? "" : options.folder() + "/";
            return folder + options.name() + ".mjr";
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void writeData(byte[] message) {}

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A file that plays. */
    static final class FakeMovie implements Movie {
        final MovieOptions options;
        final Consumer<String> onFailure;
        final Sink audio = new Sink() {};
        final Sink video = new Sink() {};
        volatile boolean closed;

        FakeMovie(MovieOptions options, Consumer<String> onFailure) {
            this.options = options;
            this.onFailure = onFailure;
        }

        @Override
        public String path() {
            return options.name() + ".webm";
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
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A forwarder. */
    static final class FakeForwarder implements Forwarder {
        final ForwarderOptions options;
        volatile boolean closed;

        private final int rtcpPort;

        FakeForwarder(ForwarderOptions options, int rtcpPort) {
            this.options = options;
            this.rtcpPort = rtcpPort;
        }

        @Override
        public int localRtcpPort() {
            return options.rtcpPort() > 0 ? rtcpPort : 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Media of another server. */
    static final class FakeRemote implements RemoteSource {
        final RemoteSourceOptions options;
        final Map<Integer, FakeTrack> tracks = new ConcurrentHashMap<>();
        final Map<Integer, RemoteFormat> formats = new ConcurrentHashMap<>();
        final Map<Integer, FakeData> data = new ConcurrentHashMap<>();
        volatile boolean closed;

        private final int port;

        FakeRemote(RemoteSourceOptions options, int port) {
            this.options = options;
            this.port = port;
        }

        @Override
        public String address() {
            return options.networkInterface();
        }

        @Override
        public int port() {
            return options.port() > 0 ? options.port() : port;
        }

        @Override
        public int rtcpPort() {
            return options.rtcpPort() > 0 ? options.rtcpPort() : port + 2;
        }

        @Override
        public Track track(int mindex, RemoteFormat format) {
            formats.put(mindex, format);
            return tracks.computeIfAbsent(
                    mindex,
                    _ ->
                            new FakeTrack(
                                    Runnable::run,
                                    format.kind(),
                                    format.codec(),
                                    format.simulcast()));
        }

        @Override
        public DataSource data(int mindex) {
            return data.computeIfAbsent(mindex, _ -> new FakeData());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
