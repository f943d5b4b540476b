package io.cardea.rtc.peer;

import java.util.function.UnaryOperator;

/**
 * The rules of RTP and RTCP that peers live by, which may change while they do: each looks here
 * whenever it needs one. Any thread.
 */
public final class MediaRules {
    private volatile PeerSettings.Media current; // written under this object's monitor

    public MediaRules(PeerSettings.Media first) {
        this.current = first;
    }

    public PeerSettings.Media get() {
        return current;
    }

    /** Changes them for all peers, those that are there included; no other change is lost. */
    public synchronized void change(UnaryOperator<PeerSettings.Media> how) {
        current = how.apply(current);
    }
}
