package io.cardea.tools.load.scenario;

import io.cardea.spi.Json;
import io.cardea.tools.load.client.ApiException;
import io.cardea.tools.load.client.JanusHandle;
import io.cardea.tools.load.client.JanusSession;
import io.cardea.tools.load.peer.SimulatedPeer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who takes part: a session, a handle and a PeerConnection of its own. Any thread.
 *
 * <p>Becomes up, or fails, once; leaves once.
 */
public final class Member {
    private enum State {
        COMING,
        UP,
        FAILED,
        GONE
    }

    final long requestedNanos = System.nanoTime();

    private final Attendance attendance;
    private @Nullable JanusSession session;
    private @Nullable JanusHandle handle;
    private @Nullable SimulatedPeer peer;
    private State state = State.COMING;
    private boolean serverUp;
    private long feed;

    Member(Attendance attendance) {
        this.attendance = attendance;
        attendance.want();
    }

    final SimulatedPeer.Listener listener =
            new SimulatedPeer.Listener() {
                @Override
                public void onUp() {
                    Member.this.onUp();
                }

                @Override
                public void onDown(String reason) {
                    fail("PeerConnection lost: " + reason);
                }
            };

    void session(JanusSession made) {
        session = made;
    }

    void handle(JanusHandle made) {
        handle = made;
    }

    void peer(SimulatedPeer made) {
        peer = made;
    }

    JanusHandle handle() {
        JanusHandle made = handle;
        if (made == null) throw new IllegalStateException("not attached");
        return made;
    }

    /** What the room calls what it publishes; 0 for nothing. */
    public long feed() {
        return feed;
    }

    void feed(long id) {
        feed = id;
    }

    /** The server says something unasked. */
    void onEvent(Json event) {
        String kind = event.string("janus", "");
        if (kind.equals("webrtcup")) onServerUp();
        SimulatedPeer own = peer;
        if (own == null || !kind.equals("trickle")) return;
        String candidate =
                event.get("candidate").map(each -> each.string("candidate", "")).orElse("");
        if (!candidate.isEmpty()) own.addRemoteCandidate(candidate);
    }

    private synchronized void onUp() {
        if (state != State.COMING) return;
        state = State.UP;
        attendance.up();
        notifyAll();
    }

    private synchronized void onServerUp() {
        serverUp = true;
        notifyAll();
    }

    /** Waits until the PeerConnection is up, and the server has said so. */
    synchronized void awaitUp(Duration patience) throws ApiException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (state == State.COMING || state == State.UP && !serverUp) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0)
                throw new ApiException("no PeerConnection in " + patience.toSeconds() + " s");
            wait(left);
        }
        if (state != State.UP) throw new ApiException("its PeerConnection failed");
    }

    synchronized void fail(String reason) {
        if (state == State.FAILED || state == State.GONE) return;
        boolean wasUp = state == State.UP;
        state = State.FAILED;
        attendance.fail(wasUp, reason);
        notifyAll();
    }

    private synchronized boolean go() {
        if (state == State.GONE) return false;
        boolean wasUp = state == State.UP;
        state = State.GONE;
        attendance.end(wasUp);
        return true;
    }

    /** Ends the PeerConnection and the session. Twice is allowed. */
    public void leave() {
        if (!go()) return;
        SimulatedPeer own = peer;
        if (own != null) own.close();
        JanusSession open = session;
        if (open == null) return;
        try {
            open.close();
        } catch (ApiException e) {
            System.getLogger(Member.class.getName())
                    .log(System.Logger.Level.DEBUG, "leaving failed", e);
        }
    }
}
