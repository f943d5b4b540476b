package io.cardea.transport.nanomsg.sp;

import java.nio.ByteBuffer;

/**
 * Takes apart what comes over one connection: the peer's header, then its messages. Touches nothing
 * but what it is given; one thread at a time.
 *
 * <pre>
 * HEADER → HEAD ⇄ BODY, each → at fault, for good
 * </pre>
 */
public final class FrameReader {
    /** What a peer did wrong. */
    public enum Fault {
        NONE,
        /** It does not speak these protocols. */
        NO_HEADER,
        /** It speaks another one than we. */
        OTHER_PROTOCOL,
        /** A message is of no kind that there is. */
        NO_MESSAGE,
        /** A message is longer than we take. */
        TOO_LONG
    }

    /** Who takes what was read. */
    public interface Sink {
        /** The header was right. */
        void greeted();

        /**
         * @param owned now the sink's
         */
        void message(byte[] owned) throws InterruptedException;
    }

    private enum State {
        HEADER,
        HEAD,
        BODY
    }

    private static final int MAGIC = 'S' << 16 | 'P' << 8;

    private final Protocol own;
    private final boolean ipc;
    private final int maxBytes;
    private final ByteBuffer head = ByteBuffer.allocate(1 + Frames.LENGTH_BYTES);
    private ByteBuffer body = ByteBuffer.allocate(0);
    private State state = State.HEADER;
    private Fault fault = Fault.NONE;

    /**
     * @param own what we are
     * @param ipc whether messages come as over a Unix socket
     * @param maxBytes the longest message
     */
    public FrameReader(Protocol own, boolean ipc, int maxBytes) {
        this.own = own;
        this.ipc = ipc;
        this.maxBytes = maxBytes;
        head.limit(Frames.HEADER_BYTES);
    }

    /** Takes everything in the buffer, or up to what is wrong: nothing is taken after that. */
    public Fault receive(ByteBuffer in, Sink sink) throws InterruptedException {
        while (fault == Fault.NONE && in.hasRemaining()) {
            ByteBuffer wanted = state == State.BODY ? body : head;
            fill(wanted, in);
            if (!wanted.hasRemaining()) fault = step(sink);
        }
        return fault;
    }

    private static void fill(ByteBuffer wanted, ByteBuffer in) {
        int length = Math.min(wanted.remaining(), in.remaining());
        wanted.put(in.slice(in.position(), length));
        in.position(in.position() + length);
    }

    private Fault step(Sink sink) throws InterruptedException {
        return switch (state) {
            case HEADER -> greet(sink);
            case HEAD -> begin(sink);
            case BODY -> {
                end(sink);
                yield Fault.NONE;
            }
        };
    }

    private Fault greet(Sink sink) {
        head.flip();
        if (head.getInt() != MAGIC) return Fault.NO_HEADER;
        int number = Short.toUnsignedInt(head.getShort());
        if (head.getShort() != 0) return Fault.NO_HEADER;
        if (!own.talksTo(number)) return Fault.OTHER_PROTOCOL;
        awaitHead();
        sink.greeted();
        return Fault.NONE;
    }

    private Fault begin(Sink sink) throws InterruptedException {
        head.flip();
        if (ipc && head.get() != Frames.IN_BAND) return Fault.NO_MESSAGE;
        long length = head.getLong();
        if (length < 0 || length > maxBytes) return Fault.TOO_LONG;
        body = ByteBuffer.allocate((int) length);
        state = State.BODY;
        if (length == 0) end(sink);
        return Fault.NONE;
    }

    private void end(Sink sink) throws InterruptedException {
        byte[] message = body.array();
        body = ByteBuffer.allocate(0);
        awaitHead();
        sink.message(message);
    }

    private void awaitHead() {
        head.clear().limit(ipc ? 1 + Frames.LENGTH_BYTES : Frames.LENGTH_BYTES);
        state = State.HEAD;
    }
}
