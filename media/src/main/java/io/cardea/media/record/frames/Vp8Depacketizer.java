package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.Vp8Descriptor;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** VP8: the descriptor comes off, partitions follow each other (RFC 7741, 4.2 and 4.4). */
final class Vp8Depacketizer implements Depacketizer {
    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private boolean keyframe;
    private int width;
    private int height;

    @Override
    public void begin() {
        frame.reset();
    }

    @Override
    public boolean begins(Packet lent, int offset, int length) {
        return descriptor.parse(lent, offset, length)
                && descriptor.start
                && descriptor.partitionId == 0;
    }

    @Override
    public boolean add(Packet lent, int offset, int length) {
        if (!descriptor.parse(lent, offset, length)) return false;
        boolean first = descriptor.start && descriptor.partitionId == 0;
        if (first != (frame.size() == 0)) return false;
        int count = length - descriptor.length;
        if (count == 0) return false;
        if (first) {
            keyframe = descriptor.keyframe;
            width = descriptor.width;
            height = descriptor.height;
        }
        frame.write(lent.array(), offset + descriptor.length, count);
        return true;
    }

    @Override
    public boolean isWhole() {
        return frame.size() > 0;
    }

    @Override
    public Optional<Picture> finish() {
        Optional<VideoFormat> format =
                keyframe
                        ? Optional.of(new VideoFormat(width, height, new byte[0]))
                        : Optional.empty();
        return Optional.of(new Picture(frame.toByteArray(), keyframe, format));
    }
}
