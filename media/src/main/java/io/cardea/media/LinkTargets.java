package io.cardea.media;

/**
 * What a link is asked to forward.
 *
 * @param active whether packets flow at once
 * @param substream wanted simulcast layer, 0 to 2
 * @param temporal wanted temporal layer of a simulcast stream, 0 to 2
 * @param spatialLayer wanted SVC spatial layer, 0 to 2
 * @param temporalLayer wanted SVC temporal layer, 0 to 2
 * @param svc whether the track is SVC and layers are to be chosen
 * @param fallbackMicros silence after which a lower substream is tried; 0 for the default
 */
public record LinkTargets(
        boolean active,
        int substream,
        int temporal,
        int spatialLayer,
        int temporalLayer,
        boolean svc,
        int fallbackMicros) {
    /** Flowing, the best of everything. */
    public static LinkTargets best() {
        return new LinkTargets(true, 2, 2, 2, 2, false, 0);
    }
}
