package io.cardea.media;

import io.cardea.rtc.rtp.RtpPacket;

/** Copies of the reusable view, for the few who must keep one. */
final class Views {
    private Views() {}

    /** All fields but the packet itself. */
    static void copy(RtpPacket from, RtpPacket to) {
        to.mediaIndex = from.mediaIndex;
        to.layer = from.layer;
        to.arrivalNanos = from.arrivalNanos;
        to.retransmitted = from.retransmitted;
        to.ssrc = from.ssrc;
        to.payloadType = from.payloadType;
        to.sequenceNumber = from.sequenceNumber;
        to.timestamp = from.timestamp;
        to.marker = from.marker;
        to.payloadOffset = from.payloadOffset;
        to.payloadLength = from.payloadLength;
        to.audioLevel = from.audioLevel;
        to.voiceActivity = from.voiceActivity;
        to.videoOrientation = from.videoOrientation;
        to.playoutDelayMin = from.playoutDelayMin;
        to.playoutDelayMax = from.playoutDelayMax;
        to.absSendTime = from.absSendTime;
        to.transportSequenceNumber = from.transportSequenceNumber;
        to.dependencyDescriptorOffset = from.dependencyDescriptorOffset;
        to.dependencyDescriptorLength = from.dependencyDescriptorLength;
        to.hasAbsCaptureTime = from.hasAbsCaptureTime;
        to.absCaptureTime = from.absCaptureTime;
        to.midOffset = from.midOffset;
        to.midLength = from.midLength;
        to.ridOffset = from.ridOffset;
        to.ridLength = from.ridLength;
        to.repairedRidOffset = from.repairedRidOffset;
        to.repairedRidLength = from.repairedRidLength;
        to.layersAllocationOffset = from.layersAllocationOffset;
        to.layersAllocationLength = from.layersAllocationLength;
    }
}
