package io.cardea.server.gateway;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.PeerConnection;
import java.util.Optional;

/**
 * The PeerConnection of a handle as the gateway drives it. Any thread, but descriptions only on the
 * handle's lane.
 *
 * <p>It exists as long as the handle, and holds at most one peer at a time: made by the first
 * offer, gone with the hangup.
 */
public interface HandleConnection extends PeerConnection {
    /**
     * Takes the {@code jsep} of a client's message.
     *
     * @return what the plugin is shown
     * @throws ApiException if it can't be used
     */
    Jsep receive(Json jsep);

    /**
     * Takes a client's {@code trickle} request.
     *
     * @throws ApiException if it is not well-formed
     */
    void trickle(Json request);

    /**
     * Ends the peer; the owner hears of it as of any other end.
     *
     * @return false if there is none
     */
    boolean hangup(String reason);

    /** Ends the peer with the handle: there will be no other. */
    void end(String reason);

    /** The {@code webrtc} of {@code handle_info}; empty without a peer. Waits for its loop. */
    default Optional<Json> describe() {
        return Optional.empty();
    }

    /** Drops candidates that have waited too long. */
    void expire(long nowNanos);

    /** Whom a connection tells what happens; called on any thread, must not block. */
    interface Owner {
        long id();

        long sessionId();

        Optional<String> opaqueId();

        /** The media loop that the client asked for, -1 for any. */
        int loop();

        /** Something happened to the peer. {@code Closed} is the last of a peer. */
        void onPeerEvent(PeerEvent event);

        /** The estimate of what the path to the peer carries has changed, in bit/s. */
        default void onBandwidth(long bitsPerSecond) {}

        /** A local candidate to be told to the client, or the end of them. */
        void onTrickle(Json candidate);

        /** Runs a task on the handle's lane. */
        void execute(Runnable task);
    }

    /** Makes connections for handles. */
    interface Factory {
        HandleConnection create(Owner owner);

        /** What there is to tell of each media loop; may block for a moment. */
        default Json loops() {
            return Json.array();
        }
    }
}
