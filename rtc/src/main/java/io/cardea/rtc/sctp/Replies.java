package io.cardea.rtc.sctp;

import java.util.ArrayDeque;

/** Control chunks waiting to be sent, some of them in packets of their own. Bounded. */
final class Replies {
    /** Chunks waiting at most; a packet that asks for more answers does not get them. */
    static final int CAPACITY = 32;

    /** {@code alone}: in a packet of its own, with that tag. */
    private record Reply(byte[] chunk, boolean alone, int tag) {}

    private final ArrayDeque<Reply> waiting = new ArrayDeque<>();
    private final PacketWriter writer;
    private final Counters counters;

    Replies(PacketWriter writer, Counters counters) {
        this.writer = writer;
        this.counters = counters;
    }

    /** A chunk that may share a packet with others of the association. */
    void add(byte[] chunk) {
        add(new Reply(chunk, false, 0));
    }

    /** A chunk that is sent alone: INIT, COOKIE ECHO, and what may be for nobody we know. */
    void addAlone(byte[] chunk, int tag) {
        add(new Reply(chunk, true, tag));
    }

    private void add(Reply reply) {
        boolean fits = Wire.padded(reply.chunk.length) <= writer.maxChunkBytes();
        if (waiting.size() == CAPACITY || !fits) {
            counters.add(SctpCount.REPLIES_DROPPED);
            return;
        }
        waiting.addLast(reply);
    }

    void clear() {
        waiting.clear();
    }

    /** Takes back what would begin a handshake that is over. */
    void removeHandshake() {
        waiting.removeIf(
                reply -> reply.chunk[0] == Chunks.INIT || reply.chunk[0] == Chunks.COOKIE_ECHO);
    }

    /** Takes back what belongs to an association that is no more. */
    void removeShared() {
        waiting.removeIf(reply -> !reply.alone);
    }

    /** Fills a packet that has been begun; returns whether it is meant to stay as it is. */
    boolean fill() {
        if (!waiting.isEmpty() && waiting.getFirst().alone) {
            Reply reply = waiting.removeFirst();
            writer.begin(reply.tag);
            writer.add(reply.chunk);
            return true;
        }
        while (!waiting.isEmpty() && !waiting.getFirst().alone) {
            if (!writer.fits(waiting.getFirst().chunk)) return true;
            writer.add(waiting.removeFirst().chunk);
        }
        return false;
    }
}
