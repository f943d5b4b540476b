package io.cardea.transport.nanomsg.sp;

import java.nio.ByteBuffer;

/** What is written before messages. */
public final class Frames {
    static final int HEADER_BYTES = 8;
    static final int LENGTH_BYTES = 8;

    /** What a message over a Unix socket begins with; nothing else is in use. */
    static final byte IN_BAND = 1;

    private Frames() {}

    /** What a connection begins with. */
    public static ByteBuffer header(Protocol own) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put((byte) 0)
                .put((byte) 'S')
                .put((byte) 'P')
                .put((byte) 0)
                .putShort((short) own.number())
                .putShort((short) 0)
                .flip();
    }

    /** A message as it goes over the wire: its head, and itself. */
    public static ByteBuffer[] message(byte[] body, boolean ipc) {
        ByteBuffer head = ByteBuffer.allocate(1 + LENGTH_BYTES);
        if (ipc) head.put(IN_BAND);
        head.putLong(body.length);
        return new ByteBuffer[] {head.flip(), ByteBuffer.wrap(body)};
    }
}
