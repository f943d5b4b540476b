package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import java.util.Optional;

/** Makes frames of a codec's payloads, which come in order and without loss within a frame. */
interface Depacketizer {
    /** A frame without RTP around it; the format is there on keyframes. */
    @SuppressWarnings("ArrayRecordComponent")
    record Picture(byte[] bytes, boolean keyframe, Optional<VideoFormat> format) {}

    /** Forgets the frame in the making; what is known of the stream stays. */
    void begin();

    /** Whether a frame certainly begins with this payload, even if packets before it are lost. */
    boolean begins(Packet lent, int offset, int length);

    /**
     * Adds a payload to the frame.
     *
     * @return false if it is malformed or does not fit to what came before
     */
    boolean add(Packet lent, int offset, int length);

    /** Whether nothing is missing at the end of what was added. */
    boolean isWhole();

    /** The frame; empty if what was added is none, as parameter sets alone. Once per frame. */
    Optional<Picture> finish();
}
