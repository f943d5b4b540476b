package io.cardea.spi;

import java.util.Map;

/**
 * What a stream of a {@link RemoteSource} carries.
 *
 * @param kind {@code audio} or {@code video}
 * @param codec lower case
 * @param fmtp empty when there is none
 * @param simulcast whether three substreams may come
 * @param extensions header extension URIs to ids, as they are in the packets; what is no id (1 to
 *     255) counts as absent
 */
public record RemoteFormat(
        String kind,
        String codec,
        String fmtp,
        boolean simulcast,
        Map<String, Integer> extensions) {
    public RemoteFormat {
        extensions = Map.copyOf(extensions);
    }
}
