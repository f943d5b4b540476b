package io.cardea.rtc.sctp;

import java.util.TreeMap;

/** The order of one stream: whole messages wait here for those before them. */
final class InboundStream {
    private final TreeMap<Long, InboundChunk> waiting = new TreeMap<>();
    private long next;
    private int weight;

    /** Bytes held, overhead included. */
    int weight() {
        return weight;
    }

    /** Takes a message; false if its place has been passed or is taken. */
    boolean add(InboundChunk message, MessageConsumer consumer) {
        long ssn = unwrap(message.ssn());
        if (ssn < next || waiting.containsKey(ssn)) return false;
        waiting.put(ssn, message);
        weight += weightOf(message);
        deliverNext(consumer);
        return true;
    }

    /** Messages up to this number will not come any more: delivers those that have. */
    void skipThrough(int wireSsn, MessageConsumer consumer) {
        long ssn = unwrap(wireSsn);
        if (ssn < next) return;
        while (!waiting.isEmpty() && waiting.firstKey() <= ssn) deliverFirst(consumer);
        next = ssn + 1;
        deliverNext(consumer);
    }

    /**
     * Everything up to this TSN has come or been skipped. A message below it waits for nothing: its
     * predecessors had lower TSNs, so they will not come any more. FORWARD TSN names what it skips,
     * but one that is lost may not be repeated in the next (some senders do not).
     */
    void settle(long cumulativeTsn, MessageConsumer consumer) {
        while (!waiting.isEmpty() && waiting.firstEntry().getValue().tsn() <= cumulativeTsn) {
            next = waiting.firstKey();
            deliverNext(consumer);
        }
    }

    /** The peer counts from 0 again (RFC 6525); what waited can never be delivered. */
    void reset() {
        waiting.clear();
        weight = 0;
        next = 0;
    }

    private void deliverNext(MessageConsumer consumer) {
        while (!waiting.isEmpty() && waiting.firstKey() == next) {
            deliverFirst(consumer);
            next++;
        }
    }

    private void deliverFirst(MessageConsumer consumer) {
        InboundChunk message = waiting.pollFirstEntry().getValue();
        weight -= weightOf(message);
        consumer.onMessage(message.stream(), message.ppid(), message.payload());
    }

    private long unwrap(int ssn) {
        return next + (short) (ssn - (int) next);
    }

    private static int weightOf(InboundChunk message) {
        return message.payload().length + Fragments.OVERHEAD_BYTES;
    }
}
