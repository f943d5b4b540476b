package io.cardea.plugin.videoroom;

import io.cardea.spi.DataLink;
import io.cardea.spi.Json;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.Movie;
import io.cardea.spi.MovieOptions;
import io.cardea.spi.Recorder;
import io.cardea.spi.RecorderOptions;
import io.cardea.spi.Track;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What of a publisher is recorded: one {@code .mjr} per stream, one file that plays, or both. On
 * the publisher's lane, but {@link #file}.
 *
 * <p>A disk that refuses ends the file it refused and nothing else; the publisher is told. A file
 * that plays has the first audio and the first video there is when it begins.
 */
final class Recording {
    private static final System.Logger LOG = System.getLogger(Recording.class.getName());

    /** Whatever ends a wire. */
    private interface Wire {
        void close();
    }

    private record Tape(Recorder recorder, Wire wire) {
        void end() {
            wire.close();
            recorder.close();
        }
    }

    private final Environment environment;
    private final Publisher publisher;
    private final Map<PublisherStream, Tape> tapes = new LinkedHashMap<>();
    private Optional<Movie> movie = Optional.empty();
    private Wire movieWire = () -> {};
    private boolean filmed;
    private boolean running;
    private Optional<String> name = Optional.empty();
    private String madeUpName = "";
    private RecordingFormat format;
    private volatile boolean wanted;
    private volatile Map<PublisherStream, String> files = Map.of();

    Recording(Environment environment, Publisher publisher) {
        this.environment = environment;
        this.publisher = publisher;
        this.format = publisher.room().settings().record().format();
        this.wanted = publisher.room().settings().record().on();
    }

    /** Whether it is to be recorded while there is something to record. */
    boolean isWanted() {
        return wanted;
    }

    /** The base name of the next recording; forgotten at hangup. */
    void name(String base) {
        name = Optional.of(base).filter(text -> !text.isEmpty());
    }

    /** The files of the next recording. */
    void format(RecordingFormat next) {
        format = next;
    }

    /** The file into which a stream goes. Any thread. */
    Optional<String> file(PublisherStream stream) {
        return Optional.ofNullable(files.get(stream));
    }

    /** How many files are being written. Any thread. */
    int size() {
        return (int) files.values().stream().distinct().count();
    }

    /** Begins, at once if there are streams. */
    void start() {
        wanted = true;
        extend();
    }

    /** Ends what is recorded and records no more. */
    void stop() {
        wanted = false;
        close();
    }

    /** Ends what is recorded; the next media is recorded again if that is still wanted. */
    void end() {
        close();
        name = Optional.empty();
    }

    /** Takes in streams that are not yet recorded, if any are to be. */
    void extend() {
        if (!wanted || publisher.streams().isEmpty()) return;
        if (!running) {
            running = true;
            filmed = false;
            madeUpName = madeUpName();
        }
        boolean video = format.hasMjr() && tape();
        video |= format.hasMovie() && film();
        if (video) publisher.requestKeyframes();
        publishFiles();
    }

    private String madeUpName() {
        long micros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        return "videoroom-" + publisher.room().id() + "-user-" + publisher.id() + "-" + micros;
    }

    private String folder() {
        return publisher.room().settings().record().folder().orElse("");
    }

    private String base() {
        return name.orElse(madeUpName);
    }

    // ---- One file per stream ----

    private boolean tape() {
        boolean video = false;
        for (PublisherStream stream : publisher.streams()) {
            if (stream.isDisabled() || tapes.containsKey(stream)) continue;
            if (stream.track().isEmpty() && stream.data().isEmpty()) continue;
            video |= tape(stream) && stream.kind() == MediaKind.VIDEO;
        }
        return video;
    }

    private boolean tape(PublisherStream stream) {
        try {
            Recorder recorder =
                    environment
                            .context()
                            .recorder(options(stream), onLane(why -> tapeFailed(stream, why)));
            tapes.put(stream, new Tape(recorder, wire(stream, recorder)));
            return true;
        } catch (IOException e) {
            fail(Optional.of(stream), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private RecorderOptions options(PublisherStream stream) {
        boolean data = stream.kind() == MediaKind.DATA;
        Map<Integer, String> extensions = new HashMap<>();
        stream.extensions().forEach((uri, id) -> extensions.put(id, uri));
        return new RecorderOptions(
                folder(),
                base() + "-" + stream.kind().word() + "-" + stream.mindex(),
                data ? "text" : stream.codec(),
                stream.fmtp(),
                stream.description().orElse(""),
                extensions,
                -1,
                publisher.isEndToEndEncrypted());
    }

    private static Wire wire(PublisherStream stream, Recorder recorder) {
        Optional<Track> track = stream.track();
        if (track.isPresent()) {
            return track.get().connect(recorder, options(stream.isSvc()), LinkListener.NONE)::close;
        }
        DataLink link = stream.data().orElseThrow().connect(recorder);
        return link::close;
    }

    private static LinkOptions options(boolean svc) {
        return new LinkOptions(true, 2, 2, 2, 2, svc, 0);
    }

    private void tapeFailed(PublisherStream stream, String why) {
        Tape tape = tapes.remove(stream);
        if (tape == null) return;
        tape.end();
        publishFiles();
        fail(Optional.of(stream), why);
    }

    // ---- One file per publisher ----

    private boolean film() {
        Optional<PublisherStream> audio = first(MediaKind.AUDIO);
        Optional<PublisherStream> video = first(MediaKind.VIDEO);
        if (filmed || audio.isEmpty() && video.isEmpty()) return false;
        filmed = true;
        if (publisher.isEndToEndEncrypted()) {
            fail(Optional.empty(), "end-to-end encrypted media can't be made to play");
            return false;
        }
        MovieOptions options =
                new MovieOptions(
                        folder(),
                        base(),
                        audio.map(PublisherStream::codec).orElse(""),
                        video.map(PublisherStream::codec).orElse(""),
                        video.map(PublisherStream::fmtp).orElse(""),
                        publisher.display().orElse(""));
        try {
            Movie fresh = environment.context().movie(options, onLane(this::movieFailed));
            movie = Optional.of(fresh);
            movieWire = wire(fresh, audio, video);
            return video.isPresent();
        } catch (IOException e) {
            fail(Optional.empty(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private Optional<PublisherStream> first(MediaKind kind) {
        return publisher.streams().stream()
                .filter(stream -> stream.kind() == kind && stream.track().isPresent())
                .findFirst();
    }

    private static Wire wire(
            Movie movie, Optional<PublisherStream> audio, Optional<PublisherStream> video) {
        Optional<Wire> sound =
                audio.flatMap(PublisherStream::track)
                        .map(track ->
                                track.connect(movie.audio(), options(false), LinkListener.NONE)
                                        ::close);
        boolean svc = video.filter(PublisherStream::isSvc).isPresent();
        Optional<Wire> picture =
                video.flatMap(PublisherStream::track)
                        .map(track ->
                                track.connect(movie.video(), options(svc), LinkListener.NONE)
                                        ::close);
        return () -> {
            sound.ifPresent(Wire::close);
            picture.ifPresent(Wire::close);
        };
    }

    private void movieFailed(String why) {
        if (movie.isEmpty()) return;
        closeMovie();
        publishFiles();
        fail(Optional.empty(), why);
    }

    // ---- Endings ----

    private Consumer<String> onLane(Consumer<String> failed) {
        return why -> publisher.execute(() -> failed.accept(why));
    }

    private void close() {
        tapes.values().forEach(Tape::end);
        tapes.clear();
        closeMovie();
        running = false;
        publishFiles();
    }

    private void closeMovie() {
        movieWire.close();
        movieWire = () -> {};
        movie.ifPresent(Movie::close);
        movie = Optional.empty();
    }

    private void publishFiles() {
        Map<PublisherStream, String> next = new HashMap<>();
        movie.ifPresent(film ->
                publisher.streams().stream()
                        .filter(stream -> stream.kind() != MediaKind.DATA)
                        .forEach(stream -> next.put(stream, film.path())));
        tapes.forEach((stream, tape) -> next.put(stream, tape.recorder().path()));
        files = Map.copyOf(next);
    }

    /** Says that a file has ended before its time; nothing else is harmed. */
    private void fail(Optional<PublisherStream> stream, String why) {
        LOG.log(
                System.Logger.Level.WARNING,
                () ->
                        "recording failed room="
                                + publisher.room().id()
                                + " publisher="
                                + publisher.id()
                                + " why="
                                + why);
        Json event = Events.event(publisher.room()).put("recording", "failed");
        stream.ifPresent(s -> event.put("mid", s.mid()));
        publisher.push(event.put("error", why));
        if (!environment.reports()) return;
        Json report = Events.report("recording-failed", publisher);
        stream.ifPresent(s -> report.put("mid", s.mid()));
        publisher.report(report.put("error", why));
    }
}
