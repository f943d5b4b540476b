package io.cardea.spi;

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
}
