package io.cardea.rtc.sctp;

/** A DATA chunk that has a TSN: a piece of a message, and what became of it. */
final class OutboundChunk {
    enum State {
        IN_FLIGHT,
        /** Taken to be lost; to be sent again. */
        LOST,
        /** In a gap block of the peer, but not below its cumulative TSN. */
        GAP_ACKED,
        /** Given up; the peer is told to skip it. */
        ABANDONED
    }

    final OutboundMessage message;
    final long tsn;
    final int offset;
    final int length;
    State state = State.IN_FLIGHT;
    int transmissions;
    int misses;
    boolean fastRetransmitted;

    OutboundChunk(OutboundMessage message, long tsn, int offset, int length) {
        this.message = message;
        this.tsn = tsn;
        this.offset = offset;
        this.length = length;
    }

    int flags() {
        return (offset == 0 ? Chunks.FLAG_BEGIN : 0)
                | (offset + length == message.payload.length ? Chunks.FLAG_END : 0)
                | (message.unordered ? Chunks.FLAG_UNORDERED : 0);
    }

    /** What it weighs in the congestion window. */
    int wireBytes() {
        return Chunks.DATA_HEADER_BYTES + length;
    }

    /** Whether another transmission would be more than its message may have. */
    boolean isSpent(long nowNanos) {
        int limit = message.maxRetransmits;
        return limit != ChannelOptions.UNLIMITED && transmissions > limit
                || message.isExpired(nowNanos);
    }
}
