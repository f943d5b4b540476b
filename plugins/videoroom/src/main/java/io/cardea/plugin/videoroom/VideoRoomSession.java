package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;
import java.util.Optional;
import java.util.Set;

/**
 * One handle: at first nothing, then by its first join a publisher or a subscriber, for good. On
 * the handle's lane, but {@link #describe}.
 */
final class VideoRoomSession implements PluginSession {
    /** Requests that are answered by an event. */
    static final Set<String> ASYNCHRONOUS =
            Set.of(
                    "join",
                    "joinandconfigure",
                    "configure",
                    "publish",
                    "unpublish",
                    "start",
                    "pause",
                    "switch",
                    "subscribe",
                    "unsubscribe",
                    "update",
                    "leave");

    private final Environment environment;
    private final Management management;
    private final Handle handle;
    private volatile Optional<Role> role = Optional.empty();
    private volatile boolean hangingUp;
    private volatile boolean closed;

    VideoRoomSession(Environment environment, Management management, Handle handle) {
        this.environment = environment;
        this.management = management;
        this.handle = handle;
    }

    @Override
    public Reply handle(Request request) {
        try {
            String name = Requests.name(request.body());
            if (ASYNCHRONOUS.contains(name)) {
                return new Reply.Later("", () -> serve(name, request));
            }
            return new Reply.Now(management.serve(name, request.body()));
        } catch (RoomError e) {
            return new Reply.Now(e.json());
        }
    }

    /** The one place where a refused request becomes an error event. */
    private Event serve(String name, Request request) {
        try {
            // A request may still wait when the handle goes: it must not come back to life.
            if (closed)
                throw new RoomError(RoomError.UNKNOWN, "No session associated with this handle...");
            if (role.isPresent()) return role.get().serve(name, request);
            Role.Joined joined = Join.serve(environment, handle, name, request);
            role = Optional.of(joined.role());
            if (subscribes()) environment.rooms().subscribers.incrementAndGet();
            return joined.event();
        } catch (RoomError e) {
            return e.event();
        }
    }

    @Override
    public void onMediaUp() {
        role.ifPresent(Role::onMediaUp);
    }

    @Override
    public void onMediaDown(String reason) {
        hangingUp = true;
        role.ifPresent(Role::onMediaDown);
        hangingUp = false;
    }

    @Override
    public void onSlowLink(String mid, String kind, boolean uplink, int lost) {
        role.ifPresent(r -> r.onSlowLink(mid, uplink));
    }

    @Override
    public void onBandwidth(long bitsPerSecond) {
        role.ifPresent(r -> r.onBandwidth(bitsPerSecond));
    }

    @Override
    public Json describe() {
        Json text = role.map(Role::describe).orElseGet(Json::object);
        return text.put("hangingup", hangingUp ? 1 : 0).put("destroyed", closed ? 1 : 0);
    }

    private boolean subscribes() {
        return role.filter(Subscription.class::isInstance).isPresent();
    }

    @Override
    public void close() {
        if (!closed && subscribes()) environment.rooms().subscribers.decrementAndGet();
        closed = true;
        role.ifPresent(Role::close);
    }
}
