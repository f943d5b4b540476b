package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import io.cardea.spi.LinkOptions;
import java.util.List;

/**
 * The layers a subscriber wants of one video, whichever kind of layers its source turns out to
 * have.
 *
 * @param substream of simulcast, 0 to 2
 * @param temporal of simulcast, 0 to 2
 * @param spatialLayer of SVC, 0 to 2
 * @param temporalLayer of SVC, 0 to 2
 * @param fallbackMicros silence after which a lower substream is tried; 0 for the default
 */
record Targets(
        int substream, int temporal, int spatialLayer, int temporalLayer, int fallbackMicros) {
    /** The best of everything. */
    static final Targets BEST = new Targets(2, 2, 2, 2, 0);

    static final int HIGHEST = 2;

    private static final List<String> SPATIAL = List.of("substream", "spatial_layer");
    private static final List<String> TEMPORAL = List.of("temporal", "temporal_layer");

    /**
     * Throws what is wrong with the layers in a request whose types were checked.
     *
     * @throws RoomError if there is no such layer
     */
    static void check(Json entry) {
        check(entry, SPATIAL, "substream/spatial_layer");
        check(entry, TEMPORAL, "temporal/temporal_layer");
    }

    private static void check(Json entry, List<String> names, String words) {
        for (String name : names) {
            if (entry.integer(name, 0) <= HIGHEST) continue;
            throw RoomError.invalid("Invalid value (" + words + " should be 0, 1 or 2)");
        }
    }

    /** With what a checked request says, and all else as it is. */
    Targets with(Json entry) {
        long fallback = entry.integer("fallback", fallbackMicros);
        return new Targets(
                (int) entry.integer("substream", substream),
                (int) entry.integer("temporal", temporal),
                (int) entry.integer("spatial_layer", spatialLayer),
                (int) entry.integer("temporal_layer", temporalLayer),
                Math.clamp(fallback, 0, Integer.MAX_VALUE));
    }

    LinkOptions options(boolean active, boolean svc) {
        return new LinkOptions(
                active, substream, temporal, spatialLayer, temporalLayer, svc, fallbackMicros);
    }
}
