package io.cardea.plugin.echotest;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client has asked for so far. Immutable: replaced whole on the lane, read from anywhere.
 *
 * @param bitrate cap in bit/s; 0 for none
 */
record EchoState(
        boolean audio, boolean video, long bitrate, Targets targets, Codecs codecs, Delay delay) {
    static final EchoState INITIAL =
            new EchoState(true, true, 0, Targets.BEST, Codecs.ANY, Delay.NONE);

    /**
     * Wanted layers.
     *
     * @param fallbackMicros 0 for the default
     */
    record Targets(
            int substream, int temporal, int fallbackMicros, int spatialLayer, int temporalLayer) {
        static final Targets BEST = new Targets(2, 2, 0, 2, 2);
    }

    /** Wanted codecs; empty texts for any. */
    record Codecs(String audio, String video, String videoProfile, boolean red) {
        static final Codecs ANY = new Codecs("", "", "", false);
    }

    /** Playout delay in units of 10 ms; -1 for none. */
    record Delay(int min, int max) {
        static final Delay NONE = new Delay(-1, -1);
        private static final int LARGEST = 4_095;

        /** A negative end switches both off; ends that cross follow the one given last. */
        Delay with(OptionalLong newMin, OptionalLong newMax) {
            Delay next = this;
            if (newMin.isPresent()) {
                int value = clamp(newMin.getAsLong());
                next = value < 0 ? NONE : new Delay(value, Math.max(value, next.max));
            }
            if (newMax.isPresent()) {
                int value = clamp(newMax.getAsLong());
                next = value < 0 ? NONE : new Delay(Math.min(value, next.min), value);
            }
            return next;
        }

        private static int clamp(long value) {
            return Math.clamp(value, -1, LARGEST);
        }
    }

    /** The state after a request. */
    EchoState after(EchoRequest request) {
        return new EchoState(
                request.flag("audio").orElse(audio),
                request.flag("video").orElse(video),
                request.number("bitrate").orElse(bitrate),
                new Targets(
                        layer(request, "substream", targets.substream),
                        layer(request, "temporal", targets.temporal),
                        layer(request, "fallback", targets.fallbackMicros),
                        layer(request, "spatial_layer", targets.spatialLayer),
                        layer(request, "temporal_layer", targets.temporalLayer)),
                new Codecs(
                        request.text("audiocodec").orElse(codecs.audio),
                        request.text("videocodec").orElse(codecs.video),
                        request.text("videoprofile").orElse(codecs.videoProfile),
                        request.flag("opusred").orElse(codecs.red)),
                delay.with(request.number("min_delay"), request.number("max_delay")));
    }

    private static int layer(EchoRequest request, String name, int now) {
        return (int) Math.min(request.number(name).orElse(now), Integer.MAX_VALUE);
    }

    Optional<String> wanted(String kind) {
        String codec = kind.equals("audio") ? codecs.audio : codecs.video;
        return codec.isEmpty() ? Optional.empty() : Optional.of(codec);
    }
}
