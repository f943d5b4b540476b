package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.Vp9Descriptor;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * VP9: the descriptor comes off (RFC 9628, 4.2). Several spatial layers of a picture become one
 * superframe, whose index is written behind them (VP9 bitstream specification, annex B).
 */
final class Vp9Depacketizer implements Depacketizer {
    /** Frames a superframe can have. */
    private static final int MAX_LAYERS = 8;

    private final Vp9Descriptor descriptor = new Vp9Descriptor();
    private final ByteArrayOutputStream picture = new ByteArrayOutputStream();
    private final int[] layerEnds = new int[MAX_LAYERS];
    private int layers;
    private boolean layerOpen;

    @Override
    public void begin() {
        picture.reset();
        layers = 0;
        layerOpen = false;
    }

    /** A higher layer could follow a lower one that is lost. */
    @Override
    public boolean begins(Packet lent, int offset, int length) {
        return descriptor.parse(lent, offset, length)
                && descriptor.start
                && descriptor.spatialId <= 0;
    }

    @Override
    public boolean add(Packet lent, int offset, int length) {
        if (!descriptor.parse(lent, offset, length)) return false;
        int count = length - descriptor.length;
        if (count <= 0 || descriptor.start == layerOpen) return false;
        if (descriptor.start && layers == MAX_LAYERS) return false;
        layerOpen = !descriptor.end;
        picture.write(lent.array(), offset + descriptor.length, count);
        if (descriptor.end) layerEnds[layers++] = picture.size();
        return true;
    }

    @Override
    public boolean isWhole() {
        return layers > 0 && !layerOpen;
    }

    @Override
    public Optional<Picture> finish() {
        byte[] first = picture.toByteArray();
        if (layers > 1) writeIndex();
        Optional<VideoFormat> format = format(first);
        return Optional.of(new Picture(picture.toByteArray(), format.isPresent(), format));
    }

    private void writeIndex() {
        int marker = 0xC0 | 3 << 3 | (layers - 1); // sizes of four bytes
        picture.write(marker);
        int start = 0;
        for (int i = 0; i < layers; i++) {
            int size = layerEnds[i] - start;
            start = layerEnds[i];
            for (int shift = 0; shift < 32; shift += 8) {
                picture.write(size >> shift);
            }
        }
        picture.write(marker);
    }

    /** Of a keyframe: the uncompressed header, VP9 bitstream specification 6.2. */
    private Optional<VideoFormat> format(byte[] frame) {
        BitReader bits = new BitReader(frame, 0, frame.length);
        if (bits.read(2) != 2) return Optional.empty();
        int profile = bits.read(1) | bits.read(1) << 1;
        if (profile == 3) bits.skip(1);
        if (bits.flag()) return Optional.empty(); // shows a frame that is there already
        if (bits.flag()) return Optional.empty(); // predicted
        bits.skip(2);
        if (bits.read(24) != 0x498342) return Optional.empty();
        colour(bits, profile);
        int width = bits.read(16) + 1;
        int height = bits.read(16) + 1;
        if (bits.isExhausted()) return Optional.empty();
        // The header is the lowest layer's; the highest, of which the descriptor tells, is seen.
        int top = layers - 1;
        boolean higher = top > 0 && descriptor.widths[top] > 0 && descriptor.heights[top] > 0;
        return Optional.of(
                new VideoFormat(
                        higher ? descriptor.widths[top] : width,
                        higher ? descriptor.heights[top] : height,
                        new byte[0]));
    }

    private static void colour(BitReader bits, int profile) {
        if (profile >= 2) bits.skip(1);
        int space = bits.read(3);
        boolean odd = (profile & 1) != 0;
        if (space != 7) {
            bits.skip(odd ? 4 : 1);
        } else if (odd) {
            bits.skip(1);
        }
    }
}
