package io.cardea.media.forward;

/** Which simulcast layers of a track are forwarded. */
public sealed interface ForwardLayers {
    /** One of them, as it comes; without simulcast there is layer 0. */
    record Only(int substream) implements ForwardLayers {
        public Only {
            if (substream < 0 || substream > 2) {
                throw new IllegalArgumentException("substream " + substream);
            }
        }
    }

    /** The best there is at any time, made one continuous stream. */
    record Best() implements ForwardLayers {}

    /** All of them, as they come, with the SSRC counted up by the layer. */
    record Each() implements ForwardLayers {}
}
