package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.H265;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * H.265: single NAL units, aggregation packets and fragmentation units without DONL (RFC 7798,
 * 4.4). Parameter sets stay in the frames, as with H.264.
 */
final class H265Depacketizer implements Depacketizer {
    static final int VPS = 32;
    static final int SPS = 33;
    static final int PPS = 34;
    private static final int ACCESS_UNIT_DELIMITER = 35;
    private static final int FILLER = 38;
    private static final int FIRST_SLICE_TYPE_ABOVE = 32;
    private static final int FIRST_FRAGMENT = 0x80;
    private static final int LAST_FRAGMENT = 0x40;

    private final NalUnits units = new NalUnits(this::unit);
    private final byte[][] sets = {{}, {}, {}};
    private final boolean[] hasSet = new boolean[3];
    private boolean hasSlice;
    private boolean hasKey;

    @Override
    public void begin() {
        units.clear();
        java.util.Arrays.fill(hasSet, false);
        hasSlice = false;
        hasKey = false;
    }

    @Override
    public boolean begins(Packet lent, int offset, int length) {
        if (length < 2) return false;
        int type = H265.type(lent, offset);
        // An aggregate that begins a frame has the parameter set first.
        if (type == H265.AGGREGATION && length >= 6) type = H265.type(lent, offset + 4);
        return type == VPS || type == SPS || type == ACCESS_UNIT_DELIMITER;
    }

    @Override
    public boolean add(Packet lent, int offset, int length) {
        if (length < 2) return false;
        int type = H265.type(lent, offset);
        if (type == H265.AGGREGATION) {
            return units.aggregate(lent, offset + 2, offset + length, 2);
        }
        if (type == H265.FRAGMENTATION) return fragment(lent, offset, length);
        return type < H265.AGGREGATION && units.unit(lent, offset, length);
    }

    private boolean fragment(Packet lent, int offset, int length) {
        if (length < 4) return false;
        int header = lent.u8(offset + 2);
        if ((header & FIRST_FRAGMENT) != 0) {
            int first = lent.u8(offset) & 0x81 | (header & 0x3F) << 1;
            if (!units.begin((byte) first, (byte) lent.u8(offset + 1))) return false;
        }
        return units.fragment(lent, offset + 3, length - 3, (header & LAST_FRAGMENT) != 0);
    }

    private void unit(byte[] nal) {
        int type = (nal[0] >> 1) & 0x3F;
        if (type == ACCESS_UNIT_DELIMITER || type == FILLER) return;
        if (type >= VPS && type <= PPS) {
            if (nal.length > H264Depacketizer.MAX_PARAMETER_SET) return;
            if (!hasSet[type - VPS]) sets[type - VPS] = nal;
            hasSet[type - VPS] = true;
        }
        hasSlice |= type < FIRST_SLICE_TYPE_ABOVE;
        hasKey |= type >= 16 && type <= 21;
        units.append(nal);
    }

    @Override
    public boolean isWhole() {
        return units.isWhole();
    }

    @Override
    public Optional<Picture> finish() {
        if (!hasSlice) return Optional.empty();
        byte[] frame = units.bytes();
        boolean known = sets[0].length > 0 && sets[1].length > 0 && sets[2].length > 0;
        if (!hasKey || !known) return Optional.of(new Picture(frame, false, Optional.empty()));
        if (!hasSet[0] || !hasSet[1] || !hasSet[2]) {
            units.clear();
            for (byte[] set : sets) {
                units.append(set);
            }
            ByteArrayOutputStream more = new ByteArrayOutputStream();
            more.writeBytes(units.bytes());
            more.writeBytes(frame);
            frame = more.toByteArray();
        }
        return Optional.of(new Picture(frame, true, Optional.of(H265Parameters.format(sets))));
    }
}
