package io.cardea.rtc.peer;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The rules of RTP and RTCP that peers live by, which may change while they do: each looks here
 * whenever it needs one. Any thread.
 */
public final class MediaRules {
    private final AtomicReference<PeerSettings.Media> current;

    public MediaRules(PeerSettings.Media first) {
        this.current = new AtomicReference<>(first);
    }

    public PeerSettings.Media get() {
        return current.get();
    }

    /** Changes them for all peers, those that are there included; no other change is lost. */
    public void change(UnaryOperator<PeerSettings.Media> how) {
        current.updateAndGet(how);
    }
}
