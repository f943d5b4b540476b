package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Makes frames of payloads written in hexadecimal. */
final class Payloads {
    final List<Frame> frames = new ArrayList<>();
    final FrameAssembler assembler;
    private int sequence;

    Payloads(CodecId codec) {
        assembler = new FrameAssembler(codec, frames::add);
    }

    static Payload payload(int sequence, int timestamp, boolean marker, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new Payload(
                Packet.of(bytes), 0, bytes.length, sequence, timestamp, marker, sequence * 1_000L);
    }

    Payloads add(int timestamp, boolean marker, String hex) {
        assembler.packet(payload(sequence++, timestamp, marker, hex));
        return this;
    }

    String hex(int frame) {
        return HexFormat.of().formatHex(frames.get(frame).bytes());
    }

    VideoFormat format(int frame) {
        return frames.get(frame).format().orElseThrow();
    }
}
