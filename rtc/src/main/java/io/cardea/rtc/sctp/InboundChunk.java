package io.cardea.rtc.sctp;

/** A DATA chunk that has come, or the whole message it was part of. Owns its payload. */
record InboundChunk(long tsn, int flags, int stream, int ssn, int ppid, byte[] payload) {
    boolean begins() {
        return (flags & Chunks.FLAG_BEGIN) != 0;
    }

    boolean ends() {
        return (flags & Chunks.FLAG_END) != 0;
    }

    boolean isUnordered() {
        return (flags & Chunks.FLAG_UNORDERED) != 0;
    }

    boolean isOfSameMessage(InboundChunk other) {
        return stream == other.stream
                && ppid == other.ppid
                && isUnordered() == other.isUnordered()
                && (isUnordered() || ssn == other.ssn);
    }

    InboundChunk whole(byte[] joined) {
        return new InboundChunk(tsn, flags, stream, ssn, ppid, joined);
    }
}
