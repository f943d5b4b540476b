package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.Request;

/** A handle that has joined as a publisher. */
final class PublisherRole implements Role {
    static Joined join(Environment environment, Handle handle, String name, Request request) {
        throw new RoomError(RoomError.UNKNOWN, "not yet");
    }

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
