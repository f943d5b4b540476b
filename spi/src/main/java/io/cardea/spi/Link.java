package io.cardea.spi;

/** One wire from a track to a sink. Any thread; effective on the loop soon after. */
public interface Link extends AutoCloseable {
    /** Lets packets flow or holds them back; the receiver sees no gap. */
    void active(boolean on);

    /** Wanted simulcast layers, 0 to 2 each. */
    void simulcastTarget(int substream, int temporal);

    /** Wanted SVC layers, 0 to 2 each. */
    void svcTarget(int spatialLayer, int temporalLayer);

    /** Silence after which a lower substream is tried, in microseconds; 0 for the default. */
    void fallback(int micros);

    /** What is forwarded now. */
    Layers layers();

    /** Packets still flowing to it are the last. Twice is allowed. */
    @Override
    void close();

    /**
     * Layers in use; -1 where not (yet) known.
     *
     * @param totalSpatial layers the sender says it makes, -1 unless it said so
     */
    record Layers(
            int substream,
            int temporal,
            int spatialLayer,
            int temporalLayer,
            int totalSpatial,
            int totalTemporal) {
        public static final Layers NONE = new Layers(-1, -1, -1, -1, -1, -1);
    }
}
