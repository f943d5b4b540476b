package io.cardea.media.record.frames;

import java.util.Optional;

/**
 * One coded picture, or one piece of audio.
 *
 * @param bytes as containers want them: no RTP, lengths instead of start codes; not to be changed
 * @param timestamp of its RTP packets
 * @param arrivalNanos when its first packet arrived
 * @param keyframe always true for audio
 * @param format of a video keyframe
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way into a file, never compared
public record Frame(
        byte[] bytes,
        int timestamp,
        long arrivalNanos,
        boolean keyframe,
        Optional<VideoFormat> format) {}
