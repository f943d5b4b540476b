package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;

/**
 * The payload of one RTP packet on its way into a file.
 *
 * @param packet lent unless it came from {@link #copy}
 * @param offset of the payload in the packet
 * @param length of the payload
 */
public record Payload(
        Packet packet,
        int offset,
        int length,
        int sequenceNumber,
        int timestamp,
        boolean marker,
        long arrivalNanos) {
    public Payload {
        if (offset < 0 || length < 0 || offset + length > packet.length()) {
            throw new IllegalArgumentException("payload " + offset + "+" + length);
        }
    }

    /** One that can be kept. */
    Payload copy() {
        Packet kept = new Packet();
        kept.append(packet.array(), offset, length);
        return new Payload(kept, 0, length, sequenceNumber, timestamp, marker, arrivalNanos);
    }
}
