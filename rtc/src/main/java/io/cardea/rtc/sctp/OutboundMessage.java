package io.cardea.rtc.sctp;

/** A message on its way out: queued, then cut into {@link OutboundChunk}s as the window opens. */
final class OutboundMessage {
    static final long NEVER_EXPIRES = Long.MAX_VALUE;

    final int stream;
    final int ppid;
    final boolean unordered;
    final byte[] payload;
    final int maxRetransmits;
    final long expiresAtNanos;

    /** Stream sequence number, given when the first fragment is sent. */
    int ssn;

    /** How much has been cut into chunks. */
    int cutBytes;

    boolean abandoned;

    OutboundMessage(
            int stream,
            int ppid,
            boolean unordered,
            byte[] payload,
            int maxRetransmits,
            long expiresAtNanos) {
        assert payload.length > 0 : "DATA without user data";
        this.stream = stream;
        this.ppid = ppid;
        this.unordered = unordered;
        this.payload = payload;
        this.maxRetransmits = maxRetransmits;
        this.expiresAtNanos = expiresAtNanos;
    }

    OutboundMessage onStream(int other) {
        return new OutboundMessage(other, ppid, unordered, payload, maxRetransmits, expiresAtNanos);
    }

    int uncutBytes() {
        return payload.length - cutBytes;
    }

    boolean isStarted() {
        return cutBytes > 0;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos >= expiresAtNanos;
    }
}
