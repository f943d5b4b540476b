package io.cardea.spi;

/**
 * One file that plays at once, with an audio and a video track kept in sync by the sender reports
 * of who sends them. Any thread.
 */
public interface Movie extends AutoCloseable {
    /** The file's final path. */
    String path();

    /** Where audio goes; takes one track at a time. Ignored in a movie without audio. */
    Sink audio();

    /** Where video goes; takes one track at a time. Ignored in a movie without video. */
    Sink video();

    void pause();

    void resume();

    /** Ends the file and gives it its final name. Twice is allowed. */
    @Override
    void close();
}
