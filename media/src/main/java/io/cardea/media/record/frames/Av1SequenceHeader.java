package io.cardea.media.record.frames;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** What an AV1 sequence header tells (AV1 specification, 5.5), and the av1C record made of it. */
final class Av1SequenceHeader {
    /** Sequence header OBU that goes into a record; a longer one is left to the stream. */
    private static final int MAX_CONFIG_OBU = 256;

    private static final int CHOOSE = 2;

    private final BitReader bits;
    private int profile;
    private int level;
    private int tier;
    private int bufferDelayBits;
    private int width;
    private int height;
    private boolean highDepth;
    private boolean twelveBit;
    private boolean monochrome;
    private int subsamplingX = 1;
    private int subsamplingY = 1;
    private int samplePosition;

    private Av1SequenceHeader(BitReader bits) {
        this.bits = bits;
    }

    /**
     * @param obu whole, with its size
     * @return empty when it is malformed
     */
    static Optional<VideoFormat> format(byte[] obu) {
        int payload = (obu[0] & 0x04) != 0 ? 2 : 1;
        while (payload < obu.length && obu[payload] < 0) payload++;
        payload++;
        if (payload >= obu.length) return Optional.empty();
        BitReader bits = new BitReader(obu, payload, obu.length - payload);
        Av1SequenceHeader header = new Av1SequenceHeader(bits);
        header.read();
        if (bits.isExhausted()) return Optional.empty();
        return Optional.of(new VideoFormat(header.width, header.height, header.record(obu)));
    }

    private void read() {
        profile = bits.read(3);
        bits.skip(1); // still_picture
        boolean reduced = bits.flag();
        if (reduced) {
            level = bits.read(5);
        } else {
            operatingPoints();
        }
        int widthBits = bits.read(4) + 1;
        int heightBits = bits.read(4) + 1;
        width = bits.read(widthBits) + 1;
        height = bits.read(heightBits) + 1;
        if (!reduced && bits.flag()) bits.skip(7); // frame ids
        bits.skip(3);
        if (!reduced) tools();
        bits.skip(3);
        colour();
    }

    private void tools() {
        bits.skip(4);
        boolean orderHint = bits.flag();
        if (orderHint) bits.skip(2);
        int screenTools = bits.flag() ? CHOOSE : bits.read(1);
        if (screenTools > 0 && !bits.flag()) bits.skip(1); // force_integer_mv
        if (orderHint) bits.skip(3);
    }

    private void operatingPoints() {
        boolean decoderModel = false;
        if (bits.flag()) {
            bits.skip(64);
            if (bits.flag()) bits.exponential(); // equal_picture_interval
            decoderModel = bits.flag();
            if (decoderModel) {
                bufferDelayBits = bits.read(5) + 1;
                bits.skip(42);
            }
        }
        boolean initialDelay = bits.flag();
        int count = bits.read(5) + 1;
        for (int i = 0; i < count; i++) {
            operatingPoint(i == 0, decoderModel, initialDelay);
        }
    }

    private void operatingPoint(boolean first, boolean decoderModel, boolean initialDelay) {
        bits.skip(12);
        int itsLevel = bits.read(5);
        int itsTier = itsLevel > 7 ? bits.read(1) : 0;
        if (decoderModel && bits.flag()) bits.skip(2 * bufferDelayBits + 1);
        if (initialDelay && bits.flag()) bits.skip(4);
        if (!first) return;
        level = itsLevel;
        tier = itsTier;
    }

    /** AV1 specification, 5.5.2. */
    private void colour() {
        highDepth = bits.flag();
        if (profile == 2 && highDepth) twelveBit = bits.flag();
        if (profile != 1) monochrome = bits.flag();
        int primaries = CHOOSE;
        int transfer = CHOOSE;
        int matrix = CHOOSE;
        if (bits.flag()) {
            primaries = bits.read(8);
            transfer = bits.read(8);
            matrix = bits.read(8);
        }
        if (monochrome) return;
        boolean rgb = primaries == 1 && transfer == 13 && matrix == 0;
        if (!rgb) bits.skip(1); // color_range
        subsampling(rgb);
        if (!rgb && subsamplingX == 1 && subsamplingY == 1) samplePosition = bits.read(2);
    }

    private void subsampling(boolean rgb) {
        boolean full = rgb || profile == 1;
        if (full || profile == 2) {
            subsamplingX = full ? 0 : 1;
            subsamplingY = 0;
        }
        if (!full && twelveBit) {
            subsamplingX = bits.read(1);
            subsamplingY = subsamplingX == 1 ? bits.read(1) : 0;
        }
    }

    /** AV1 in ISO BMFF, 2.3.3. */
    private byte[] record(byte[] obu) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(0x81);
        record.write(profile << 5 | level);
        record.write(
                tier << 7
                        | (highDepth ? 0x40 : 0)
                        | (twelveBit ? 0x20 : 0)
                        | (monochrome ? 0x10 : 0)
                        | subsamplingX << 3
                        | subsamplingY << 2
                        | samplePosition);
        record.write(0);
        if (obu.length <= MAX_CONFIG_OBU) record.writeBytes(obu);
        return record.toByteArray();
    }
}
