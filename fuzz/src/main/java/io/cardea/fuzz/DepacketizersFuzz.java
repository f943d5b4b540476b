package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.media.record.frames.Frame;
import io.cardea.media.record.frames.FrameAssembler;
import io.cardea.media.record.frames.Payload;
import io.cardea.media.record.frames.ReorderBuffer;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;

/**
 * What a recording makes of video payloads: VP8, VP9, H.264, H.265, AV1.
 *
 * <p>An input is a codec and several packets of one stream, with their places in it.
 */
public final class DepacketizersFuzz {
    private static final CodecId[] CODECS = {
        CodecId.VP8, CodecId.VP9, CodecId.H264, CodecId.H265, CodecId.AV1
    };
    private static final int MAX_PACKETS = 64;
    private static final long STEP_NANOS = 20_000_000L;

    private DepacketizersFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Input input = new Input(data);
        CodecId codec = CODECS[input.u8() % CODECS.length];
        int[] bytes = new int[2];
        FrameAssembler assembler =
                new FrameAssembler(
                        codec,
                        frame -> {
                            check(frame);
                            bytes[1] += frame.bytes().length;
                        });
        ReorderBuffer reorder = new ReorderBuffer(assembler);
        for (int i = 0; i < MAX_PACKETS && !input.isEmpty(); i++) {
            int place = input.u8();
            Packet packet = Input.fill(new Packet(), input.chunk());
            bytes[0] += packet.length();
            int sequenceNumber = (place & 0x3F) + i & 0xFFFF;
            boolean marker = (place & 0x80) != 0;
            int timestamp = (place & 0x40) != 0 ? i : i / 4;
            reorder.put(
                    new Payload(
                            packet,
                            0,
                            packet.length(),
                            sequenceNumber,
                            timestamp,
                            marker,
                            i * STEP_NANOS));
            reorder.expire(i * STEP_NANOS);
        }
        reorder.flush();
        assembler.restart();
        // Lengths, an index or parameter sets come on top, but nothing multiplies.
        require(bytes[1] <= 64 * bytes[0] + 64, "frames of " + bytes[1]);
    }

    private static void check(Frame frame) {
        require(frame.bytes().length > 0, "empty frame");
        frame.format()
                .ifPresent(format -> {
                    require(frame.keyframe(), "format without keyframe");
                    require(format.width() >= 0 && format.height() >= 0, "size");
                    require(format.configuration().length < 4_096, "configuration");
                });
    }
}
