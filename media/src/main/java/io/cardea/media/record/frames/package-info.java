/**
 * From RTP payloads to frames as files and decoders want them: a {@link
 * io.cardea.media.record.frames.ReorderBuffer} puts packets in order, a {@link
 * io.cardea.media.record.frames.FrameAssembler} makes frames of them with one {@code Depacketizer}
 * per codec, and drops what cannot be decoded.
 *
 * <p>Pure: no threads, clocks or files; one owner at a time. Whatever bytes come, nothing throws.
 */
@NullMarked
package io.cardea.media.record.frames;

import org.jspecify.annotations.NullMarked;
