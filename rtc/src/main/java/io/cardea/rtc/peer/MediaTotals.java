package io.cardea.rtc.peer;

/** What the peers of a loop have counted of one kind of media. Plain fields of that loop. */
public final class MediaTotals {
    /**
     * RTP packets, repetitions and padding included, and their bytes: headers are counted, what
     * encryption adds is not. Of data channels messages.
     */
    public long packetsReceived;

    public long bytesReceived;
    public long packetsSent;
    public long bytesSent;

    /** Packets that were missing at a report: the most of each stream, so it never shrinks. */
    public long lost;

    /** The same of what we send, as the peers report it. */
    public long lostByRemote;

    /** Packets we asked for again, and that we were asked for, each time counted. */
    public long nacksSent;

    public long nacksReceived;

    /** Packets that came and were sent again. */
    public long retransmissionsReceived;

    public long retransmissionsSent;

    /** PLI and FIR. */
    public long keyframeRequestsSent;

    public long keyframeRequestsReceived;

    void received(int bytes) {
        packetsReceived++;
        bytesReceived += bytes;
    }

    void sent(int bytes) {
        packetsSent++;
        bytesSent += bytes;
    }

    void add(MediaTotals o) {
        packetsReceived += o.packetsReceived;
        bytesReceived += o.bytesReceived;
        packetsSent += o.packetsSent;
        bytesSent += o.bytesSent;
        lost += o.lost;
        lostByRemote += o.lostByRemote;
        nacksSent += o.nacksSent;
        nacksReceived += o.nacksReceived;
        retransmissionsReceived += o.retransmissionsReceived;
        retransmissionsSent += o.retransmissionsSent;
        keyframeRequestsSent += o.keyframeRequestsSent;
        keyframeRequestsReceived += o.keyframeRequestsReceived;
    }
}
