package io.cardea.rtc.peer;

/**
 * The rules of RTP and RTCP that peers live by, which may change while they do: each looks here
 * whenever it needs one. Any thread.
 */
public final class MediaRules {
    private volatile PeerSettings.Media current;

    public MediaRules(PeerSettings.Media first) {
        this.current = first;
    }

    public PeerSettings.Media get() {
        return current;
    }

    /** Replaces them for all peers, those that are there included. */
    public void set(PeerSettings.Media next) {
        current = next;
    }
}
