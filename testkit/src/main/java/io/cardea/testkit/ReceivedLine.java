package io.cardea.testkit;

import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.Vp8Descriptor;
import java.util.HashMap;
import java.util.Map;

/** Counts what comes on one m-line. Belongs to a loop. */
final class ReceivedLine {
    private static final int MAX_STREAMS = 16;

    private final Map<Integer, Integer> highest = new HashMap<>();
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private CodecId codec = CodecId.OTHER;
    private long packets;
    private long bytes;
    private long missing;
    private long keyframes;
    private int payloadType = -1;
    private int audioLevel = -1;
    private int playoutDelayMin = -1;
    private int playoutDelayMax = -1;
    private long keyframeRequests;
    private int width;

    void codec(String name) {
        codec = CodecId.of(name);
    }

    void countKeyframeRequest() {
        keyframeRequests++;
    }

    void count(RtpPacket lent) {
        // A server may probe a path by sending again what has come already.
        if (isRepeated(lent)) return;
        packets++;
        bytes += lent.payloadLength;
        payloadType = lent.payloadType;
        audioLevel = lent.audioLevel;
        if (lent.playoutDelayMin >= 0) {
            playoutDelayMin = lent.playoutDelayMin;
            playoutDelayMax = lent.playoutDelayMax;
        }
        order(lent);
        if (Keyframes.isKeyframe(codec, lent.packet(), lent.payloadOffset, lent.payloadLength)) {
            keyframes++;
            if (codec == CodecId.VP8) {
                vp8.parse(lent.packet(), lent.payloadOffset, lent.payloadLength);
                width = vp8.width;
            }
        }
    }

    private boolean isRepeated(RtpPacket lent) {
        Integer before = highest.get(lent.ssrc);
        return before != null && missing == 0 && !Seq16.isNewer(lent.sequenceNumber, before);
    }

    private void order(RtpPacket lent) {
        Integer before = highest.get(lent.ssrc);
        if (before == null) {
            if (highest.size() < MAX_STREAMS) highest.put(lent.ssrc, lent.sequenceNumber);
        } else if (Seq16.isNewer(lent.sequenceNumber, before)) {
            missing += Seq16.distance(lent.sequenceNumber, before) - 1;
            highest.put(lent.ssrc, lent.sequenceNumber);
        } else {
            missing = Math.max(0, missing - 1);
        }
    }

    Reception.Line snapshot() {
        var ssrcs = new java.util.HashSet<Long>();
        highest.keySet().forEach(ssrc -> ssrcs.add(Integer.toUnsignedLong(ssrc)));
        return new Reception.Line(
                packets,
                bytes,
                missing,
                keyframes,
                ssrcs,
                payloadType,
                audioLevel,
                playoutDelayMin,
                playoutDelayMax,
                keyframeRequests,
                width);
    }
}
