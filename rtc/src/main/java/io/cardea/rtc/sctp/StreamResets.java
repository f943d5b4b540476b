package io.cardea.rtc.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Resetting streams (RFC 6525), which is how data channels are closed (RFC 8831, 6.7).
 *
 * <p>Ours: a stream is reset when all that was queued on it has been sent. One request is under way
 * at a time; streams that become ready meanwhile wait for the next. The peer's: a request is
 * carried out when everything sent before it has come; until then it is "in progress".
 */
final class StreamResets {
    /** Hears what has become of a stream. */
    interface Listener {
        /** The peer has reset what it sends on this stream. */
        void onInboundReset(int stream);

        /** Our own reset is over; {@code done}: the peer has agreed to it. */
        void onOutboundReset(int stream, boolean done);
    }

    /** Streams in one request, so that it fits a packet of any size we allow. */
    static final int MAX_STREAMS_PER_REQUEST = 200;

    private static final int OUTGOING_RESET = 13;
    private static final int INCOMING_RESET = 14;
    private static final int ASSOCIATION_RESET = 15;
    private static final int RESPONSE = 16;
    private static final int ADD_OUTGOING = 17;
    private static final int ADD_INCOMING = 18;

    private static final int NOTHING_TO_DO = 0;
    private static final int PERFORMED = 1;
    private static final int DENIED = 2;
    private static final int BAD_SEQUENCE_NUMBER = 5;
    private static final int IN_PROGRESS = 6;

    private static final int OUTGOING_RESET_BYTES = 16;
    private static final int RESPONSE_BYTES = 12;
    private static final long NEVER = Long.MAX_VALUE;

    /** An outgoing SSN reset request, of either side: done when {@code lastTsn} has come. */
    private record Request(int sequence, int lastTsn, int[] streams) {}

    private final Counters counters;
    private final Sender sender;
    private final Receiver receiver;
    private final Listener listener;
    private final TreeSet<Integer> pending = new TreeSet<>();
    private final List<byte[]> responses = new ArrayList<>();
    private final boolean peerKnows;

    private int nextSequence;
    private int expectedSequence;
    private int lastResult = NOTHING_TO_DO;
    private @Nullable Request request;
    private @Nullable Request deferred;
    private boolean requestDue;
    private long deadline = NEVER;

    StreamResets(
            Sender sender,
            Receiver receiver,
            StateCookie agreed,
            Listener listener,
            Counters counters) {
        this.sender = sender;
        this.receiver = receiver;
        this.listener = listener;
        this.counters = counters;
        this.nextSequence = agreed.localTsn();
        this.expectedSequence = agreed.peerTsn();
        this.peerKnows = agreed.knowsReconfig();
    }

    // Ours

    /** Resets what we send on this stream, once it has been sent. */
    void add(int stream) {
        pending.add(stream);
    }

    long deadlineNanos() {
        return deadline;
    }

    /** The request was not answered in time: it is sent again. */
    void onTimeout() {
        deadline = NEVER;
        requestDue = request != null;
    }

    /** A RE-CONFIG chunk of ours is waiting to be taken by {@link #next}. */
    boolean hasNext() {
        beginRequest();
        return requestDue || !responses.isEmpty();
    }

    byte[] next(long nowNanos) {
        if (!responses.isEmpty()) return responses.removeFirst();
        Request current = request;
        assert current != null : "nothing to send";
        requestDue = false;
        deadline = nowNanos + sender.roundTrip().timeoutNanos();
        var chunk =
                new ChunkBuilder(Chunks.RE_CONFIG, 0)
                        .begin(OUTGOING_RESET)
                        .u32(current.sequence)
                        .u32(expectedSequence - 1)
                        .u32(current.lastTsn);
        for (int stream : current.streams) chunk.u16(stream);
        return chunk.build();
    }

    private void beginRequest() {
        if (request != null || pending.isEmpty()) return;
        int[] ready =
                pending.stream()
                        .filter(sender.queue()::isDrained)
                        .limit(MAX_STREAMS_PER_REQUEST)
                        .mapToInt(Integer::intValue)
                        .toArray();
        if (ready.length == 0) return;
        for (int stream : ready) pending.remove(stream);
        if (!peerKnows) {
            for (int stream : ready) listener.onOutboundReset(stream, false);
            return;
        }
        for (int stream : ready) sender.queue().pause(stream);
        request = new Request(nextSequence++, sender.lastAssignedTsn(), ready);
        requestDue = true;
    }

    private void onResponse(int sequence, int result) {
        Request current = request;
        if (current == null || sequence != current.sequence) return;
        if (result == IN_PROGRESS) return;
        boolean done = result == PERFORMED || result == NOTHING_TO_DO;
        if (!done) counters.add(SctpCount.RESETS_FAILED);
        request = null;
        requestDue = false;
        deadline = NEVER;
        for (int stream : current.streams) {
            sender.queue().resume(stream, done);
            listener.onOutboundReset(stream, done);
        }
    }

    // The peer's

    /** Takes a RE-CONFIG chunk. */
    void receive(byte[] array, int at, int length) {
        int end = at + length;
        int from = at + Chunks.HEADER_BYTES;
        while (end - from >= Chunks.HEADER_BYTES) {
            int size = Wire.u16(array, from + 2);
            if (size < Chunks.HEADER_BYTES || size > end - from) {
                counters.add(SctpCount.MALFORMED);
                return;
            }
            take(Wire.u16(array, from), array, from, size);
            from += Wire.padded(size);
        }
    }

    private void take(int type, byte[] array, int at, int size) {
        switch (type) {
            case RESPONSE -> {
                if (size < RESPONSE_BYTES) break;
                onResponse(Wire.i32(array, at + 4), Wire.i32(array, at + 8));
            }
            case OUTGOING_RESET -> {
                if (size < OUTGOING_RESET_BYTES) break;
                onOutgoingReset(array, at, size);
            }
            // We close channels by resetting what we send; nobody else does that for us.
            case INCOMING_RESET -> refuse(array, at, size, NOTHING_TO_DO);
            case ASSOCIATION_RESET, ADD_OUTGOING, ADD_INCOMING -> refuse(array, at, size, DENIED);
            default -> counters.add(SctpCount.UNKNOWN_CHUNK);
        }
    }

    private void onOutgoingReset(byte[] array, int at, int size) {
        int sequence = Wire.i32(array, at + 4);
        boolean again = sequence == expectedSequence - 1;
        if (again && lastResult != IN_PROGRESS) {
            respond(sequence, lastResult);
            return;
        }
        if (!again && sequence != expectedSequence) {
            respond(sequence, BAD_SEQUENCE_NUMBER);
            return;
        }
        int[] streams = new int[(size - OUTGOING_RESET_BYTES) / 2];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = Wire.u16(array, at + OUTGOING_RESET_BYTES + 2 * i);
        }
        expectedSequence = sequence + 1;
        var wanted = new Request(sequence, Wire.i32(array, at + 12), streams);
        if (receiver.hasReached(wanted.lastTsn)) {
            perform(wanted);
        } else {
            deferred = wanted;
            lastResult = IN_PROGRESS;
            respond(sequence, IN_PROGRESS);
        }
    }

    /** Data has come: what waited for it may be done now. */
    void onProgress() {
        Request waiting = deferred;
        if (waiting != null && receiver.hasReached(waiting.lastTsn)) perform(waiting);
    }

    private void perform(Request wanted) {
        deferred = null;
        lastResult = PERFORMED;
        if (wanted.streams.length == 0) {
            for (int id = 0; id < receiver.streamCount(); id++) reset(id);
        } else {
            for (int id : wanted.streams) reset(id);
        }
        respond(wanted.sequence, PERFORMED);
    }

    private void reset(int id) {
        if (id >= receiver.streamCount()) return;
        receiver.resetStream(id);
        listener.onInboundReset(id);
    }

    private void refuse(byte[] array, int at, int size, int result) {
        if (size < 8) return;
        int sequence = Wire.i32(array, at + 4);
        if (sequence == expectedSequence) {
            expectedSequence++;
            lastResult = result;
            deferred = null;
            respond(sequence, result);
        } else if (sequence == expectedSequence - 1) {
            respond(sequence, lastResult);
        } else {
            respond(sequence, BAD_SEQUENCE_NUMBER);
        }
    }

    private void respond(int sequence, int result) {
        if (responses.size() == Replies.CAPACITY) {
            counters.add(SctpCount.REPLIES_DROPPED);
            return;
        }
        responses.add(
                new ChunkBuilder(Chunks.RE_CONFIG, 0)
                        .begin(RESPONSE)
                        .u32(sequence)
                        .u32(result)
                        .build());
    }
}
