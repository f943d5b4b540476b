package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.transport.nanomsg.sp.FrameReader;
import io.cardea.transport.nanomsg.sp.FrameReader.Fault;
import io.cardea.transport.nanomsg.sp.Frames;
import io.cardea.transport.nanomsg.sp.Protocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Nanomsg peer sends: the same bytes at once and in pieces make the same messages and the
 * same fault, and what was read is written as it was.
 */
public final class NanomsgFuzz {
    private static final int MAX_MESSAGE = 1_024;

    private NanomsgFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws InterruptedException {
        Input input = new Input(data);
        int choice = input.u8();
        int step = 1 + input.u8();
        boolean ipc = (choice & 1) != 0;
        Protocol own = Protocol.values()[(choice >> 1 & 0x7F) % Protocol.values().length];
        byte[] wire = input.rest();

        Heard whole = hear(own, ipc, wire, wire.length + 1);
        Heard pieces = hear(own, ipc, wire, step);
        require(whole.fault == pieces.fault, "another fault in pieces");
        require(whole.texts.equals(pieces.texts), "other messages in pieces");
        require(whole.greeted == pieces.greeted, "another greeting in pieces");

        ByteBuffer again = whole.written(ipc);
        for (int at = Frames.header(own).remaining(); again.hasRemaining(); at++) {
            require(again.get() == wire[at], "written differently");
        }
    }

    private static Heard hear(Protocol own, boolean ipc, byte[] wire, int step)
            throws InterruptedException {
        FrameReader reader = new FrameReader(own, ipc, MAX_MESSAGE);
        Heard heard = new Heard();
        for (int at = 0; at < wire.length; at += step) {
            int length = Math.min(step, wire.length - at);
            heard.fault = reader.receive(ByteBuffer.wrap(wire, at, length), heard);
        }
        return heard;
    }

    /** What came of it. */
    private static final class Heard implements FrameReader.Sink {
        final List<byte[]> messages = new ArrayList<>();
        final List<String> texts = new ArrayList<>();
        Fault fault = Fault.NONE;
        boolean greeted;

        @Override
        public void greeted() {
            require(!greeted, "greeted twice");
            greeted = true;
        }

        @Override
        public void message(byte[] owned) {
            require(greeted, "a message from a stranger");
            require(owned.length <= MAX_MESSAGE, "too long");
            messages.add(owned);
            texts.add(new String(owned, StandardCharsets.ISO_8859_1));
        }

        ByteBuffer written(boolean ipc) {
            int bytes = messages.stream().mapToInt(message -> message.length + 9).sum();
            ByteBuffer all = ByteBuffer.allocate(bytes);
            for (byte[] message : messages) {
                for (ByteBuffer part : Frames.message(message, ipc)) {
                    all.put(part);
                }
            }
            return all.flip();
        }
    }
}
