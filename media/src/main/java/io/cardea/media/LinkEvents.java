package io.cardea.media;

/** Told of a link's changes on the loop's thread: implementations only enqueue. */
public interface LinkEvents {
    /** Listens to nothing. */
    LinkEvents NONE = new LinkEvents() {};

    /** A simulcast layer changed. */
    default void onSimulcast(Layers layers) {}

    /** An SVC layer changed. */
    default void onSvc(Layers layers) {}

    /** Nothing of it fits into the viewer's bandwidth, or it does again. */
    default void onPaused(boolean paused) {}

    /** The track ended. */
    default void onEnd() {}
}
