package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;

/**
 * What an outgoing packet is written from, of the packet that everybody shares: kept with it, once,
 * for those who send it later, or again. Mutable, reused; belongs to one loop.
 */
final class Reading {
    private int payloadOffset;
    private int payloadLength;
    private int audioLevel;
    private boolean voiceActivity;
    private int videoOrientation;
    private int playoutDelayMin;
    private int playoutDelayMax;
    private int dependencyDescriptorOffset;
    private int dependencyDescriptorLength;
    private boolean hasAbsCaptureTime;
    private long absCaptureTime;

    /** Has the packet of that view keep what is in the view, if it doesn't already. */
    static void keep(RtpPacket lent) {
        Packet packet = lent.packet();
        if (packet.isNoted()) return;
        Reading reading = packet.note() instanceof Reading idle ? idle : new Reading();
        reading.fill(lent);
        packet.note(reading);
    }

    /** Makes the view one of a packet that keeps its reading. */
    static void restore(Packet lent, RtpPacket view) {
        view.packet(lent);
        of(lent).restore(view);
    }

    /** The payload's length of a packet that keeps its reading. */
    static int payloadLength(Packet lent) {
        return of(lent).payloadLength;
    }

    private static Reading of(Packet packet) {
        if (packet.isNoted() && packet.note() instanceof Reading reading) return reading;
        throw new IllegalStateException("a packet without its reading");
    }

    private void fill(RtpPacket lent) {
        payloadOffset = lent.payloadOffset;
        payloadLength = lent.payloadLength;
        audioLevel = lent.audioLevel;
        voiceActivity = lent.voiceActivity;
        videoOrientation = lent.videoOrientation;
        playoutDelayMin = lent.playoutDelayMin;
        playoutDelayMax = lent.playoutDelayMax;
        dependencyDescriptorOffset = lent.dependencyDescriptorOffset;
        dependencyDescriptorLength = lent.dependencyDescriptorLength;
        hasAbsCaptureTime = lent.hasAbsCaptureTime;
        absCaptureTime = lent.absCaptureTime;
    }

    private void restore(RtpPacket view) {
        view.payloadOffset = payloadOffset;
        view.payloadLength = payloadLength;
        view.audioLevel = audioLevel;
        view.voiceActivity = voiceActivity;
        view.videoOrientation = videoOrientation;
        view.playoutDelayMin = playoutDelayMin;
        view.playoutDelayMax = playoutDelayMax;
        view.dependencyDescriptorOffset = dependencyDescriptorOffset;
        view.dependencyDescriptorLength = dependencyDescriptorLength;
        view.hasAbsCaptureTime = hasAbsCaptureTime;
        view.absCaptureTime = absCaptureTime;
    }
}
