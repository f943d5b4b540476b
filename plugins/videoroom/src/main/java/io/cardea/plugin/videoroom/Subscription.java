package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.Request;
import java.util.List;

/** A subscriber's handle. */
final class Subscription implements Role {
    /** A first {@code join} with {@code ptype} subscriber, its ptype and room checked. */
    static Joined join(Environment environment, Handle handle, Request request) {
        throw new RoomError(RoomError.UNKNOWN, "not yet");
    }

    void sourcesEnded(List<PublisherStream> gone) {}

    void silence() {}

    @Override
    public Event serve(String name, Request request) {
        throw Requests.unknown(name);
    }

    @Override
    public void onMediaUp() {}

    @Override
    public void onMediaDown() {}

    @Override
    public void onSlowLink(String mid, boolean uplink) {}

    @Override
    public void onBandwidth(long bitsPerSecond) {}

    @Override
    public void close() {}

    @Override
    public Json describe() {
        return Json.object();
    }
}
