package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import java.util.concurrent.Executor;

/** A started plugin with handles; everything has happened when a method returns. */
final class Stage {
    final FakeContext context = new FakeContext();
    final VideoRoomPlugin plugin;

    private final Executor threads;

    Stage() {
        this(Settings.group("janus.plugin.videoroom.jcfg", 0));
    }

    Stage(Settings settings) {
        this(settings, Runnable::run);
    }

    Stage(Settings settings, Executor threads) {
        this.threads = threads;
        this.plugin = new VideoRoomPlugin(threads);
        context.settings = settings;
        plugin.start(context);
    }

    FakeHandle handle() {
        return new FakeHandle(plugin, threads);
    }

    /** Serves a request as the Admin API does; single quotes for double ones. */
    String admin(String body) {
        return text(plugin.admin(json(body)));
    }

    /** The same, as JSON. */
    Json adminJson(String body) {
        return plugin.admin(json(body));
    }

    /** Joins a room as a publisher. */
    FakeHandle join(long room, long id) {
        return join(room, id, "");
    }

    /** The same with further members, such as {@code 'display':'a'}. */
    FakeHandle join(long room, long id, String more) {
        FakeHandle handle = handle();
        String extra = more.isEmpty() ? "" : "," + more;
        Json reply =
                handle.ask(
                        "{'request':'join','ptype':'publisher','room':"
                                + room
                                + ",'id':"
                                + id
                                + extra
                                + "}");
        if (!reply.string("videoroom", "").equals("joined")) throw new AssertionError(reply);
        handle.received.clear();
        return handle;
    }

    /** Joins, publishes and connects. */
    FakeHandle publish(long room, long id, String... lines) {
        FakeHandle handle = join(room, id);
        Json reply = handle.offer("{'request':'publish'}", lines).data();
        if (reply.has("error")) throw new AssertionError(reply);
        handle.up();
        handle.received.clear();
        return handle;
    }

    Publisher publisher(long room, long id) {
        return room(room).publisher(Id.of(id)).orElseThrow();
    }

    Room room(long id) {
        return plugin.rooms().find(Id.of(id)).orElseThrow();
    }

    Environment environment() {
        return plugin.environment();
    }

    static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    static String text(Json json) {
        return json.toString().replace('"', '\'');
    }

    static Settings scalar(String text) {
        return Settings.scalar("f", 1, text);
    }

    static Settings quoted(String text) {
        return Settings.quoted("f", 1, text);
    }
}
