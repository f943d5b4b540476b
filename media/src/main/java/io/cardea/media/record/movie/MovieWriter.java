package io.cardea.media.record.movie;

import io.cardea.media.record.frames.Frame;
import java.io.IOException;

/**
 * Writes frames into a container. What is written can be played at any moment, up to the last
 * {@link #flush}; {@link #finish} adds what makes seeking quick.
 *
 * <p>A failed write ends it: then only {@link #abandon} is allowed. One owner at a time.
 */
interface MovieWriter {
    /** Media gathered before it is written, at most. */
    long MAX_GATHERED_NANOS = 1_000_000_000L;

    /** Bytes gathered before they are written, at most. */
    int MAX_GATHERED_BYTES = 4 << 20;

    /**
     * A frame of a track.
     *
     * @param millis since the movie's beginning; never less than the track's last one
     */
    void write(boolean video, Frame frame, long millis) throws IOException;

    /** Writes all that has been gathered. */
    void flush() throws IOException;

    /** Completes the file; the channel stays open. */
    void finish() throws IOException;

    /** After a failure: takes off what was written half, as far as the disk still lets us. */
    void abandon();

    /** Bytes of the file. */
    long bytes();
}
