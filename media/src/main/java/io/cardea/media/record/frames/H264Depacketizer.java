package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.H264;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * H.264: single NAL units, STAP-A and FU-A (RFC 6184, 5.6 to 5.8), which is what the packetization
 * modes 0 and 1 have. Parameter sets stay in the frames; a keyframe whose sets came before it gets
 * them put in front, so that a file can be played from every keyframe.
 */
final class H264Depacketizer implements Depacketizer {
    /** Bytes of a parameter set; a longer one is none. */
    static final int MAX_PARAMETER_SET = 1_024;

    private static final int FIRST_FRAGMENT = 0x80;
    private static final int LAST_FRAGMENT = 0x40;
    private static final int ACCESS_UNIT_DELIMITER = 9;
    private static final int FILLER = 12;

    private final NalUnits units = new NalUnits(this::unit);
    private byte[] sps = {};
    private byte[] pps = {};
    private boolean hasSlice;
    private boolean hasIdr;
    private boolean hasSps;
    private boolean hasPps;

    @Override
    public void begin() {
        units.clear();
        hasSlice = false;
        hasIdr = false;
        hasSps = false;
        hasPps = false;
    }

    @Override
    public boolean begins(Packet lent, int offset, int length) {
        return H264.begins(H264.SPS, lent, offset, length)
                || H264.begins(ACCESS_UNIT_DELIMITER, lent, offset, length);
    }

    @Override
    public boolean add(Packet lent, int offset, int length) {
        if (length < 1) return false;
        int type = H264.type(lent, offset);
        int end = offset + length;
        if (type == H264.STAP_A) return units.aggregate(lent, offset + 1, end, 1);
        if (type == H264.FU_A) return fragment(lent, offset, length);
        return type >= 1 && type < H264.STAP_A && units.unit(lent, offset, length);
    }

    private boolean fragment(Packet lent, int offset, int length) {
        if (length < 3) return false;
        int header = lent.u8(offset + 1);
        if ((header & FIRST_FRAGMENT) != 0) {
            int nal = lent.u8(offset) & 0xE0 | header & 0x1F;
            if (!units.begin((byte) nal)) return false;
        }
        return units.fragment(lent, offset + 2, length - 2, (header & LAST_FRAGMENT) != 0);
    }

    private void unit(byte[] nal) {
        int type = nal[0] & 0x1F;
        switch (type) {
            case ACCESS_UNIT_DELIMITER, FILLER -> {
                return;
            }
            case H264.SPS -> {
                if (nal.length < 4 || nal.length > MAX_PARAMETER_SET) return;
                sps = nal;
                hasSps = true;
            }
            case H264.PPS -> {
                if (nal.length > MAX_PARAMETER_SET) return;
                if (!hasPps) pps = nal;
                hasPps = true;
            }
            case H264.IDR -> hasIdr = true;
            default -> {}
        }
        hasSlice |= type >= 1 && type <= H264.IDR;
        units.append(nal);
    }

    @Override
    public boolean isWhole() {
        return units.isWhole();
    }

    @Override
    public Optional<Picture> finish() {
        if (!hasSlice) return Optional.empty();
        boolean keyframe = hasIdr && sps.length > 0 && pps.length > 0;
        if (!keyframe) return Optional.of(new Picture(units.bytes(), false, Optional.empty()));
        byte[] frame = units.bytes();
        if (!hasSps || !hasPps) {
            units.clear();
            units.append(sps);
            units.append(pps);
            ByteArrayOutputStream more = new ByteArrayOutputStream();
            more.writeBytes(units.bytes());
            more.writeBytes(frame);
            frame = more.toByteArray();
        }
        return Optional.of(new Picture(frame, true, Optional.of(H264Parameters.format(sps, pps))));
    }
}
