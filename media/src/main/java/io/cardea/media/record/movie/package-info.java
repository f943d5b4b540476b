/**
 * Files that play at once: {@link io.cardea.media.record.movie.Movie} takes RTP payloads of one
 * audio and one video stream, puts them on one timeline and writes WebM or fragmented MP4.
 *
 * <p>Read {@code Movie}, then {@code MovieTrack} and {@code TrackClock} (time), then {@code
 * WebmWriter} and {@code Mp4Writer} (bytes). No threads and no clocks; it writes to a channel it is
 * given. One owner at a time.
 */
@NullMarked
package io.cardea.media.record.movie;

import org.jspecify.annotations.NullMarked;
