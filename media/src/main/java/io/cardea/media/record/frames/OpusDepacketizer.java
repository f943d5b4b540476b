package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import java.util.Arrays;
import java.util.Optional;

/** Opus: a payload is a frame (RFC 7587, 4.2). */
final class OpusDepacketizer implements Depacketizer {
    private byte[] packet = {};

    @Override
    public void begin() {
        packet = new byte[0];
    }

    @Override
    public boolean begins(Packet lent, int offset, int length) {
        return true;
    }

    @Override
    public boolean add(Packet lent, int offset, int length) {
        packet = Arrays.copyOfRange(lent.array(), offset, offset + length);
        return true;
    }

    @Override
    public boolean isWhole() {
        return packet.length > 0;
    }

    @Override
    public Optional<Picture> finish() {
        return Optional.of(new Picture(packet, true, Optional.empty()));
    }
}
