package io.cardea.rtc.peer;

/** What a peer has counted since it was made. Plain fields of its loop. */
public final class PeerCounters {
    /** What all peers of the loop count together. */
    final PeerTotals totals;

    PeerCounters(PeerTotals totals) {
        this.totals = totals;
    }

    /** Bytes of everything received and sent, STUN included. */
    public long bytesReceived;

    public long bytesSent;

    /** Datagrams of DTLS, and their bytes. */
    public long dtlsReceived;

    public long dtlsBytesReceived;
    public long dtlsSent;
    public long dtlsBytesSent;

    /** Messages on data channels, and their bytes. */
    public long messagesReceived;

    public long messageBytesReceived;
    public long messagesSent;
    public long messageBytesSent;

    /** Datagrams that are none of STUN, DTLS, TURN, RTP and RTCP. */
    public long unknown;

    /** DTLS before anything was negotiated. */
    public long earlyDtls;

    /** Media before the keys, beyond what is held. */
    public long earlyMedia;

    /** Media longer than any frame. */
    public long tooLarge;

    /** SRTP and SRTCP refused: forged, replayed, truncated. */
    public long srtpDrops;

    /** Decrypted, but not RTP or RTCP. */
    public long malformed;

    /** RTP of an SSRC that belongs to no m-line. */
    public long unknownSsrcs;

    /** RTP on an m-line whose direction does not let the peer send. */
    public long notReceiving;

    /** Retransmissions not asked for, duplicates, padding. */
    public long duplicates;

    /** RTCP about streams we do not know. */
    public long strayRtcp;

    /** Datagrams to send while there was no pair. */
    public long noPath;

    /** How long a packet of video has waited for its turn, at most, in ns. */
    public long pacerLongestNanos;

    /** Times that everything waiting for its turn was dropped, and how much. */
    public long pacerOverflows;

    public long pacerDropped;

    /** Retransmissions dropped since too many waited for their turn. */
    public long repairsDropped;

    public long badCandidates;
    public long protectFailures;
    public long associationsEnded;
    public long keyframeRequestsSent;
    public long keyframeRequestsReceived;
}
