package io.cardea.plugin.videoroom;

import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Janus's VideoRoom. Any thread. */
public final class VideoRoomPlugin implements Plugin {
    static final String PACKAGE = "janus.plugin.videoroom";

    private record Running(Environment environment, Management management) {}

    private final Executor threads;
    private volatile Optional<Running> running = Optional.empty();

    /** For the service loader. */
    public VideoRoomPlugin() {
        this(task -> Thread.ofVirtual().name("videoroom").start(task));
    }

    /** With threads of one's own for what has no handle. */
    VideoRoomPlugin(Executor threads) {
        this.threads = threads;
    }

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS VideoRoom plugin",
                "Cardea authors",
                "This is a plugin implementing a videoconferencing SFU (Selective Forwarding Unit)"
                        + " for Janus, that is an audio/video router.",
                10,
                "0.0.10",
                "libjanus_videoroom.so");
    }

    @Override
    public void start(PluginContext context) {
        General general = General.of(context.settings());
        Ids ids = new Ids(general.stringIds());
        Rooms rooms = new Rooms();
        Access access = new Access(context, general, ids, rooms);
        RoomsFile file = new RoomsFile(context, ids);
        Environment environment =
                new Environment(context, general, ids, rooms, access, file, threads);
        file.read().forEach(room -> open(environment, room));
        running = Optional.of(new Running(environment, new Management(environment)));
    }

    private static boolean open(Environment environment, Room room) {
        if (!environment.rooms().add(room)) return false;
        DummyPublisher.enter(environment, room);
        return true;
    }

    @Override
    public Set<String> reload(Settings fresh) {
        Environment environment = running().environment();
        return environment
                .file()
                .reload(fresh, room -> open(environment, room), room -> edit(environment, room));
    }

    /** What a room is now, after the file has changed it; empty if it has just gone. */
    private static Optional<RoomSettings> edit(Environment environment, Room read) {
        Json changed = environment.file().changed(read);
        return environment
                .rooms()
                .find(read.id())
                .map(room -> {
                    room.edit(settings -> EditRoom.merged(settings, changed));
                    return room.settings();
                });
    }

    @Override
    public PluginSession attach(Handle handle) {
        Running now = running();
        return new VideoRoomSession(now.environment(), now.management(), handle);
    }

    @Override
    public List<Metric> metrics() {
        if (running.isEmpty()) return List.of();
        return Census.of(running().environment().rooms());
    }

    @Override
    public boolean hasAdmin() {
        return true;
    }

    @Override
    public Json admin(Json request) {
        try {
            return running().management().serve(Requests.name(request), request);
        } catch (RoomError e) {
            return e.json();
        }
    }

    /** All rooms, for tests. */
    Rooms rooms() {
        return running().environment().rooms();
    }

    /** What sessions share, for tests. */
    Environment environment() {
        return running().environment();
    }

    private Running running() {
        return running.orElseThrow(() -> new IllegalStateException("not started"));
    }
}
