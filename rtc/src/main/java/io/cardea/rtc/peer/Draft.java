package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/**
 * What an outgoing packet is written from, besides the packet that everybody shares: kept for one
 * that is sent later, or again. Mutable, reused; belongs to one loop.
 */
final class Draft {
    private int sequenceNumber;
    private int timestamp;
    private boolean marker;
    private int payloadType;
    private int pictureId;
    private int tl0PicIdx;
    private int playoutDelayMin;
    private int playoutDelayMax;
    private int payloadOffset;
    private int payloadLength;
    private int audioLevel;
    private boolean voiceActivity;
    private int videoOrientation;
    private int lentPlayoutMin;
    private int lentPlayoutMax;
    private int dependencyDescriptorOffset;
    private int dependencyDescriptorLength;
    private boolean hasAbsCaptureTime;
    private long absCaptureTime;

    void fill(RtpPacket lent, RtpRewrite rewrite) {
        sequenceNumber = rewrite.sequenceNumber;
        timestamp = rewrite.timestamp;
        marker = rewrite.marker;
        payloadType = rewrite.payloadType;
        pictureId = rewrite.pictureId;
        tl0PicIdx = rewrite.tl0PicIdx;
        playoutDelayMin = rewrite.playoutDelayMin;
        playoutDelayMax = rewrite.playoutDelayMax;
        payloadOffset = lent.payloadOffset;
        payloadLength = lent.payloadLength;
        audioLevel = lent.audioLevel;
        voiceActivity = lent.voiceActivity;
        videoOrientation = lent.videoOrientation;
        lentPlayoutMin = lent.playoutDelayMin;
        lentPlayoutMax = lent.playoutDelayMax;
        dependencyDescriptorOffset = lent.dependencyDescriptorOffset;
        dependencyDescriptorLength = lent.dependencyDescriptorLength;
        hasAbsCaptureTime = lent.hasAbsCaptureTime;
        absCaptureTime = lent.absCaptureTime;
    }

    /** The reverse, with the packet that belongs to it. */
    void restore(Packet lent, RtpPacket view, RtpRewrite rewrite) {
        view.packet(lent);
        view.payloadOffset = payloadOffset;
        view.payloadLength = payloadLength;
        view.audioLevel = audioLevel;
        view.voiceActivity = voiceActivity;
        view.videoOrientation = videoOrientation;
        view.playoutDelayMin = lentPlayoutMin;
        view.playoutDelayMax = lentPlayoutMax;
        view.dependencyDescriptorOffset = dependencyDescriptorOffset;
        view.dependencyDescriptorLength = dependencyDescriptorLength;
        view.hasAbsCaptureTime = hasAbsCaptureTime;
        view.absCaptureTime = absCaptureTime;
        rewrite.sequenceNumber = sequenceNumber;
        rewrite.timestamp = timestamp;
        rewrite.marker = marker;
        rewrite.payloadType = payloadType;
        rewrite.pictureId = pictureId;
        rewrite.tl0PicIdx = tl0PicIdx;
        rewrite.playoutDelayMin = playoutDelayMin;
        rewrite.playoutDelayMax = playoutDelayMax;
    }

    int sequenceNumber() {
        return sequenceNumber;
    }

    int payloadLength() {
        return payloadLength;
    }
}
