package io.cardea.spi;

import java.util.function.DoubleConsumer;

/** A source of media, as the control plane sees it. Any thread; commands go to its loop. */
public interface Track {
    /** {@code audio} or {@code video}. */
    String kind();

    /** Lower-case codec name, such as {@code vp8}. */
    String codec();

    /** Whether it has several simulcast layers. */
    boolean isSimulcast();

    /** Ties this track to a sink; the link lives until closed or either side ends. */
    Link connect(Sink sink, LinkOptions options, LinkListener listener);

    void requestKeyframe();

    /** Holds everything back from every sink, or lets it go on; receivers see no gap. */
    void hold(boolean on);

    /**
     * Hears how loud it is, from the audio-level extension (RFC 6464).
     *
     * @param packets how many packets make an average
     * @param listener called on the lane of the track's handle with the average level in -dBov, 0
     *     (loudest) to 127, after that many packets each time
     */
    AutoCloseable meterLevel(int packets, DoubleConsumer listener);
}
