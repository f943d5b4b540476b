package io.cardea.media.record.frames;

/**
 * What a keyframe tells of the pictures that follow.
 *
 * @param width in pixels, 0 when it could not be read
 * @param height in pixels, 0 when it could not be read
 * @param configuration the decoder configuration record of the codec (avcC, hvcC, av1C), empty
 *     where it has none; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way into a file, never compared
public record VideoFormat(int width, int height, byte[] configuration) {}
