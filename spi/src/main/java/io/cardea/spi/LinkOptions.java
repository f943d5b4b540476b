package io.cardea.spi;

/**
 * How a track is tied to a sink.
 *
 * @param active whether packets flow at once
 * @param substream wanted simulcast layer, 0 to 2
 * @param temporal wanted temporal layer, 0 to 2
 * @param spatialLayer wanted SVC spatial layer, 0 to 2
 * @param temporalLayer wanted SVC temporal layer, 0 to 2
 * @param svc whether the track is SVC and layers are to be chosen
 * @param fallbackMicros silence after which a lower substream is tried; 0 for the default
 */
public record LinkOptions(
        boolean active,
        int substream,
        int temporal,
        int spatialLayer,
        int temporalLayer,
        boolean svc,
        int fallbackMicros) {
    /** Flowing, the best of everything. */
    public static LinkOptions best() {
        return new LinkOptions(true, 2, 2, 2, 2, false, 0);
    }
}
