package io.cardea.media;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerStatistics;
import java.util.function.Supplier;

/** Hears of a peer's life, on the loop's thread: implementations only enqueue. */
public interface PeerListener {
    /** Listens to nothing. */
    PeerListener NONE = event -> {};

    void onEvent(PeerEvent event);

    /** The estimate of what the path carries has changed, in bit/s; at most once a second. */
    default void onBandwidth(long bitsPerSecond) {}

    /**
     * The peer is about to be told closed.
     *
     * @param statistics its last ones, made when asked for, during this call only
     */
    default void onLast(Supplier<PeerStatistics> statistics) {}
}
