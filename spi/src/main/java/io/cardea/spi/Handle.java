package io.cardea.spi;

import java.util.Optional;

/** A client's attachment to a plugin, as the plugin sees it. Any thread. */
public interface Handle {
    long id();

    long sessionId();

    Optional<String> opaqueId();

    /** Pushes an event that answers no request. Dropped once the handle is ending. */
    void push(Event event);

    /** The PeerConnection. Its m-lines are empty until something was negotiated. */
    PeerConnection peerConnection();

    /** Closes the PeerConnection (hangup, reason {@code Close PC}); the handle stays. */
    void closePeerConnection();

    /** Ends the handle; the client gets {@code detached}. */
    void end();

    /** Tells event handlers something about this handle. */
    void notifyEvent(Json data);

    /** Runs a task on this handle's lane: after everything already there, never two at once. */
    void execute(Runnable task);
}
