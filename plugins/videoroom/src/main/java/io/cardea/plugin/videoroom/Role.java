package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import io.cardea.spi.Request;

/**
 * What a handle has become with its join, for good. On the handle's lane, but {@link #describe}.
 */
sealed interface Role permits PublisherRole, Subscription {
    /**
     * Serves an asynchronous request.
     *
     * @param name of the request, lower case, one of {@link VideoRoomSession#ASYNCHRONOUS}
     * @throws RoomError if it is refused
     */
    Event serve(String name, Request request);

    void onMediaUp();

    void onMediaDown();

    void onSlowLink(String mid, boolean uplink);

    void onBandwidth(long bitsPerSecond);

    /** The handle is gone. */
    void close();

    /** For {@code query_session}. Any thread. */
    Json describe();

    /**
     * The outcome of a join.
     *
     * @param role what the handle is from now on
     * @param event the reply
     */
    record Joined(Role role, Event event) {}
}
