package io.cardea.media;

/**
 * Layers a link forwards now; -1 where not (yet) known.
 *
 * @param substream simulcast layer, 0 is the lowest
 * @param temporal temporal layer of a simulcast stream
 * @param totalSpatial layers the sender says it makes, -1 unless it said so
 */
public record Layers(
        int substream,
        int temporal,
        int spatialLayer,
        int temporalLayer,
        int totalSpatial,
        int totalTemporal) {
    public static final Layers NONE = new Layers(-1, -1, -1, -1, -1, -1);
}
