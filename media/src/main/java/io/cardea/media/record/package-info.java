/**
 * Recorders: outputs that write one stream, or one side of a data channel, to an {@code .mjr} file,
 * or a publisher's audio and video into one WebM or MP4 file that plays at once.
 *
 * <p>Start with {@link io.cardea.media.record.MjrRecorder}, then {@link
 * io.cardea.media.record.MovieRecorder}. The loop (or the control plane, for data) only fills a
 * bounded queue; a virtual thread of each recorder does the writing.
 */
@NullMarked
package io.cardea.media.record;

import org.jspecify.annotations.NullMarked;
