package io.cardea.spi;

/** Told of a link's changes, on the lane of the handle that made it. */
public interface LinkListener {
    /** Listens to nothing. */
    LinkListener NONE = new LinkListener() {};

    /** A simulcast layer changed. */
    default void onSimulcast(Link.Layers layers) {}

    /** An SVC layer changed. */
    default void onSvc(Link.Layers layers) {}

    /** The track ended. */
    default void onEnd() {}
}
