package io.cardea.rtc.sctp;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that have not been sent, or not to their end: a queue per stream, served in turn.
 *
 * <p>Without I-DATA (RFC 8260) the fragments of a message have consecutive TSNs, so a message that
 * has been begun is finished before any other gets its turn. A stream is paused while its reset is
 * under way.
 */
final class SendQueue {
    private static final class Stream {
        final int id;
        final ArrayDeque<OutboundMessage> messages = new ArrayDeque<>();
        int nextSsn;
        boolean paused;
        boolean queued;

        Stream(int id) {
            this.id = id;
        }
    }

    private final Counters counters;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final ArrayDeque<Stream> turns = new ArrayDeque<>();
    private @Nullable OutboundMessage begun;
    private long bytes;

    SendQueue(Counters counters) {
        this.counters = counters;
    }

    /** Bytes not yet cut into chunks. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    void add(OutboundMessage message) {
        Stream stream = stream(message.stream);
        stream.messages.add(message);
        bytes += message.payload.length;
        queue(stream);
    }

    /** Whether there is a message whose turn it is; drops those that expired while they waited. */
    boolean hasNext(long nowNanos) {
        if (begun != null) return true;
        while (!turns.isEmpty()) {
            Stream stream = turns.getFirst();
            dropExpired(stream, nowNanos);
            if (!stream.messages.isEmpty() && !stream.paused) return true;
            turns.removeFirst();
            stream.queued = false;
        }
        return false;
    }

    /** The message whose turn it is; only after {@link #hasNext} has said that there is one. */
    OutboundMessage next() {
        return begun != null ? begun : turns.getFirst().messages.getFirst();
    }

    /** So much more of {@link #next} has been cut. */
    void cut(int count) {
        OutboundMessage message = next();
        Stream stream = turns.getFirst();
        if (!message.isStarted() && !message.unordered) {
            message.ssn = stream.nextSsn;
            stream.nextSsn = stream.nextSsn + 1 & 0xFFFF;
        }
        begun = message;
        message.cutBytes += count;
        bytes -= count;
        if (message.uncutBytes() == 0) finish(stream);
    }

    /** What is left of this message is not sent; returns whether anything was left. */
    boolean abandonRest(OutboundMessage message) {
        if (message != begun) return false;
        bytes -= message.uncutBytes();
        finish(turns.getFirst());
        return true;
    }

    /** Drops what has not been begun on a stream. */
    void discard(int streamId) {
        Stream stream = stream(streamId);
        for (OutboundMessage message : stream.messages) {
            if (message != begun) bytes -= message.payload.length;
        }
        stream.messages.removeIf(message -> message != begun);
    }

    /**
     * What has not been begun on a stream goes to another one instead, in the same order, but for
     * DCEP.
     */
    void move(int fromId, int toId) {
        for (OutboundMessage message : List.copyOf(stream(fromId).messages)) {
            boolean moves = message != begun && message.ppid != Ppid.DCEP;
            if (moves) add(message.onStream(toId));
        }
        discard(fromId);
    }

    boolean isDrained(int streamId) {
        return stream(streamId).messages.isEmpty();
    }

    void pause(int streamId) {
        stream(streamId).paused = true;
    }

    /** Goes on after a reset, from stream sequence number 0 if the peer has agreed to it. */
    void resume(int streamId, boolean wasReset) {
        Stream stream = stream(streamId);
        stream.paused = false;
        if (wasReset) stream.nextSsn = 0;
        queue(stream);
    }

    private Stream stream(int id) {
        return streams.computeIfAbsent(id, Stream::new);
    }

    private void queue(Stream stream) {
        if (stream.queued || stream.paused || stream.messages.isEmpty()) return;
        stream.queued = true;
        turns.addLast(stream);
    }

    private void dropExpired(Stream stream, long nowNanos) {
        while (!stream.messages.isEmpty() && stream.messages.getFirst().isExpired(nowNanos)) {
            bytes -= stream.messages.removeFirst().payload.length;
            counters.add(SctpCount.MESSAGES_ABANDONED);
        }
    }

    private void finish(Stream stream) {
        begun = null;
        stream.messages.removeFirst();
        turns.removeFirst();
        stream.queued = false;
        queue(stream);
    }
}
