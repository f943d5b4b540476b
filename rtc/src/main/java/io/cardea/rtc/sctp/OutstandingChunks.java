package io.cardea.rtc.sctp;

/** The chunks between the peer's cumulative TSN and the next TSN: a ring, indexed by TSN. */
final class OutstandingChunks {
    private static final int INITIAL_SLOTS = 64;

    private OutboundChunk[] ring = new OutboundChunk[INITIAL_SLOTS];
    private long first;
    private long next;

    OutstandingChunks(long initialTsn) {
        first = initialTsn;
        next = initialTsn;
    }

    /** The oldest TSN that is not acknowledged cumulatively. */
    long first() {
        return first;
    }

    /** The TSN of the next chunk to be added. */
    long next() {
        return next;
    }

    int size() {
        return (int) (next - first);
    }

    OutboundChunk at(long tsn) {
        assert tsn >= first && tsn < next : "TSN is not outstanding";
        return ring[(int) tsn & ring.length - 1];
    }

    void add(OutboundChunk chunk) {
        assert chunk.tsn == next : "TSN out of sequence";
        if (size() == ring.length) grow();
        ring[(int) next & ring.length - 1] = chunk;
        next++;
    }

    OutboundChunk removeFirst() {
        OutboundChunk chunk = at(first);
        ring[(int) first & ring.length - 1] = null;
        first++;
        return chunk;
    }

    private void grow() {
        OutboundChunk[] larger = new OutboundChunk[2 * ring.length];
        for (long tsn = first; tsn < next; tsn++) {
            larger[(int) tsn & larger.length - 1] = at(tsn);
        }
        ring = larger;
    }
}
