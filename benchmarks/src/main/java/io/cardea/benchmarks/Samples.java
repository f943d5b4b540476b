package io.cardea.benchmarks;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.srtp.SrtpProfile;
import java.util.Map;
import java.util.Optional;

/** VP8 as browsers send it: 1200 bytes a packet, four header extensions, 15-bit picture ids. */
final class Samples {
    static final int LENGTH = 1_200;
    static final int PAYLOAD_TYPE = 96;
    static final int SSRC = 0x1234_5678;

    static final ExtensionIds IDS =
            new ExtensionIds(
                    Map.of(
                            RtpExtension.ABS_SEND_TIME, 2,
                            RtpExtension.TRANSPORT_WIDE_CC, 3,
                            RtpExtension.MID, 4,
                            RtpExtension.RID, 10));

    private Samples() {}

    /** What a benchmark's parameter says: a profile of SRTP, or {@code none}. */
    static Optional<SrtpProfile> profile(String parameter) {
        return parameter.equals("none")
                ? Optional.empty()
                : Optional.of(SrtpProfile.valueOf(parameter));
    }

    /** Fills an empty packet. Simulcast layers have SSRCs in a row. */
    static void video(Packet into, int layer, int sequenceNumber, boolean keyframe) {
        into.append8(0x90);
        into.append8(PAYLOAD_TYPE);
        into.append16(sequenceNumber);
        into.append32(sequenceNumber * 3_000);
        into.append32(SSRC + layer);
        into.append32(0xBEDE_0003);
        into.append8(2 << 4 | 2);
        into.append8(0x01);
        into.append16(0x0203);
        into.append8(3 << 4 | 1);
        into.append16(sequenceNumber);
        into.append8(4 << 4);
        into.append8('0');
        into.append8(10 << 4);
        into.append8('l');
        into.append8(0);
        descriptor(into, sequenceNumber);
        into.append8(keyframe ? 0x10 : 0x11);
        into.append16(0x0200);
        into.append8(0x9D);
        into.append16(0x012A);
        while (into.length() < LENGTH) {
            into.append8(into.length() * 31);
        }
    }

    /** RFC 7741, 4.2: with picture id, TL0PICIDX and temporal layer 0. */
    private static void descriptor(Packet into, int picture) {
        into.append8(0x90);
        into.append8(0xE0);
        into.append16(0x8000 | (picture & 0x7FFF));
        into.append8(picture);
        into.append8(0);
    }
}
