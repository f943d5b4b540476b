package io.cardea.rtc.sctp;

import java.util.Map;
import java.util.TreeMap;

/**
 * The sending half of an association: what is queued, what is in flight, and when it goes out.
 *
 * <p>Retransmissions go before new data. What limits new data is the congestion window, the peer's
 * window, and the burst allowed in one turn. With nothing in flight one chunk is always allowed: it
 * probes a closed window (RFC 9260, 6.1 A).
 *
 * <p>Partial reliability (RFC 3758) is decided when a chunk is taken to be lost: a message that has
 * had its share is abandoned whole. All its chunks count as acknowledged, and FORWARD TSN moves the
 * peer past them. If it was not yet cut to its end, an empty chunk that is never sent stands for
 * the rest, so that there is a TSN to move the peer to.
 */
final class Sender {
    /** How many chunks may be outstanding; further data waits. Small messages run into it. */
    static final int MAX_OUTSTANDING_CHUNKS = 4_096;

    /** RFC 9260, 6.1 D: packets' worth of new data in one turn. */
    static final int MAX_BURST_PACKETS = 4;

    /** Reports of a chunk as missing that make it be sent again (RFC 9260, 7.2.4). */
    static final int MISSES_UNTIL_LOST = 3;

    /** Streams named in one FORWARD TSN; further messages are skipped by the next. */
    static final int MAX_FORWARD_STREAMS = 64;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NONE = -1;
    private static final int SACK_HEADER_BYTES = 16;

    private final Counters counters;
    private final SendQueue queue;
    private final OutstandingChunks outstanding;
    private final Congestion congestion;
    private final RoundTrip roundTrip;
    private final int packetBytes;
    private final int fragmentBytes;

    private long peerWindow;
    private boolean peerKnowsForwardTsn;

    private long flight;
    private long payloadInFlight;
    private long outstandingPayload;
    private int lost;
    private int gapAcked;
    private long highestGap = NONE;
    private boolean ignoreWindowOnce;
    private long burstLimit;

    private long timedTsn = NONE;
    private long timedAtNanos;
    private long lastSentNanos;
    private long deadline = NEVER;

    private long forwardTsn;
    private boolean forwardDue;
    private long forwardedAtNanos;

    Sender(PacketWriter writer, SctpSettings settings, int initialTsn, Counters counters) {
        this.counters = counters;
        this.queue = new SendQueue(counters);
        // One turn of the number space up, so that nothing below it is ever negative.
        this.outstanding = new OutstandingChunks((1L << 32) + (initialTsn & 0xFFFF_FFFFL));
        this.packetBytes = settings.maxPacketBytes();
        this.congestion = new Congestion(packetBytes);
        this.roundTrip = new RoundTrip();
        this.fragmentBytes = writer.maxFragmentBytes();
        this.forwardTsn = cumulativeTsn();
    }

    /** What the handshake has told of the peer. */
    void connected(long window, boolean knowsForwardTsn) {
        peerWindow = window;
        peerKnowsForwardTsn = knowsForwardTsn;
    }

    RoundTrip roundTrip() {
        return roundTrip;
    }

    SendQueue queue() {
        return queue;
    }

    long bufferedBytes() {
        return queue.bytes() + outstandingPayload;
    }

    /** Whether everything has been sent and acknowledged. */
    boolean isIdle() {
        return queue.isEmpty() && outstanding.size() == 0;
    }

    long cumulativeTsn() {
        return outstanding.first() - 1;
    }

    int lastAssignedTsn() {
        return (int) (outstanding.next() - 1);
    }

    long deadlineNanos() {
        return deadline;
    }

    long lastSentNanos() {
        return lastSentNanos;
    }

    // Acknowledgements

    /** Takes a SHUTDOWN's cumulative TSN. */
    void onCumulativeTsn(int tsn, long nowNanos) {
        long cumulative = Wire.unwrap32(tsn, cumulativeTsn());
        if (cumulative <= cumulativeTsn() || cumulative >= outstanding.next()) return;
        long flightBefore = flight;
        long acked = acknowledgeThrough(cumulative);
        measure(cumulative, nowNanos);
        congestion.onAcked(acked, flightBefore, flight);
        restartTimer(nowNanos);
    }

    /** Takes a SACK chunk; returns whether it proves the peer to be alive and listening. */
    boolean onSack(byte[] array, int at, int length, long nowNanos) {
        int gaps = length < SACK_HEADER_BYTES ? 0 : Wire.u16(array, at + 12);
        if (length < SACK_HEADER_BYTES + 4 * gaps) {
            counters.add(SctpCount.MALFORMED);
            return false;
        }
        long cumulative = Wire.unwrap32(Wire.i32(array, at + 4), cumulativeTsn());
        if (cumulative < cumulativeTsn() || cumulative >= outstanding.next()) {
            counters.add(SctpCount.BAD_SACK);
            return false;
        }
        peerWindow = Wire.u32(array, at + 8);
        long flightBefore = flight;
        boolean moved = cumulative > cumulativeTsn();
        long acked = acknowledgeThrough(cumulative);
        long highestNew = acknowledgeGaps(array, at + SACK_HEADER_BYTES, gaps);
        long highestReported = highestNew;
        measure(cumulative, nowNanos);
        // In fast recovery an advance reports everything below the last block (RFC 9260, 7.2.4).
        if (moved && congestion.isInFastRecovery()) highestReported = highestGap;
        if (moved) {
            congestion.onAcked(acked, flightBefore, flight);
            congestion.leaveRecoveryAt(cumulative);
            restartTimer(nowNanos);
        }
        if (highestReported != NONE) countMisses(highestReported, nowNanos);
        updateForward(nowNanos);
        if (isSettled()) deadline = NEVER;
        return moved || highestNew != NONE || peerWindow == 0;
    }

    private long acknowledgeThrough(long cumulative) {
        long acked = 0;
        while (outstanding.first() <= cumulative) {
            OutboundChunk chunk = outstanding.removeFirst();
            outstandingPayload -= chunk.length;
            switch (chunk.state) {
                case IN_FLIGHT -> {
                    land(chunk);
                    acked += chunk.wireBytes();
                }
                case LOST -> {
                    lost--;
                    acked += chunk.wireBytes();
                }
                case GAP_ACKED -> gapAcked--;
                case ABANDONED -> {}
            }
        }
        forwardTsn = Math.max(forwardTsn, cumulative);
        return acked;
    }

    /** Returns the highest TSN that is newly acknowledged by a gap block. */
    private long acknowledgeGaps(byte[] array, int at, int gaps) {
        highestGap = NONE;
        if (gaps == 0 && gapAcked == 0) return NONE;
        long highestNew = NONE;
        long base = cumulativeTsn();
        long tsn = outstanding.first();
        for (int i = 0; i < gaps; i++) {
            long start = base + Wire.u16(array, at + 4 * i);
            long end = base + Wire.u16(array, at + 4 * i + 2);
            // Blocks that overlap, go backwards or are beyond what was sent are not believed.
            if (start < tsn || end < start || end >= outstanding.next()) {
                counters.add(SctpCount.BAD_SACK);
                break;
            }
            for (; tsn < start; tsn++) renege(outstanding.at(tsn));
            for (; tsn <= end; tsn++) {
                if (acknowledgeGap(outstanding.at(tsn))) highestNew = tsn;
            }
            highestGap = end;
        }
        for (; gapAcked > 0 && tsn < outstanding.next(); tsn++) renege(outstanding.at(tsn));
        return highestNew;
    }

    private boolean acknowledgeGap(OutboundChunk chunk) {
        switch (chunk.state) {
            case IN_FLIGHT -> land(chunk);
            case LOST -> lost--;
            case GAP_ACKED, ABANDONED -> {
                return false;
            }
        }
        chunk.state = OutboundChunk.State.GAP_ACKED;
        gapAcked++;
        return true;
    }

    /** The peer may take back what it acknowledged by a gap block (RFC 9260, 6.2). */
    private void renege(OutboundChunk chunk) {
        if (chunk.state != OutboundChunk.State.GAP_ACKED) return;
        gapAcked--;
        takeOff(chunk);
    }

    private void measure(long cumulative, long nowNanos) {
        if (timedTsn == NONE) return;
        boolean acked =
                timedTsn <= cumulative
                        || outstanding.at(timedTsn).state == OutboundChunk.State.GAP_ACKED;
        if (!acked) return;
        roundTrip.measured(nowNanos - timedAtNanos);
        timedTsn = NONE;
    }

    private void countMisses(long highestReported, long nowNanos) {
        boolean found = false;
        for (long tsn = outstanding.first(); tsn < highestReported; tsn++) {
            OutboundChunk chunk = outstanding.at(tsn);
            if (chunk.state != OutboundChunk.State.IN_FLIGHT) continue;
            if (++chunk.misses < MISSES_UNTIL_LOST || chunk.fastRetransmitted) continue;
            chunk.fastRetransmitted = true;
            giveUpOrResend(chunk, nowNanos);
            found = true;
        }
        if (found && congestion.onFastRetransmit(outstanding.next() - 1)) {
            counters.add(SctpCount.FAST_RETRANSMITS);
            ignoreWindowOnce = true;
        }
    }

    // Loss

    /** T3-rtx (RFC 9260, 6.3.3). */
    void onTimeout(long nowNanos) {
        counters.add(SctpCount.RETRANSMISSION_TIMEOUTS);
        deadline = NEVER;
        congestion.onTimeout();
        roundTrip.backOff();
        timedTsn = NONE;
        ignoreWindowOnce = false;
        // The end may move: what is left of an abandoned message gets a TSN, but is not in flight.
        for (long tsn = outstanding.first(); tsn < outstanding.next(); tsn++) {
            OutboundChunk chunk = outstanding.at(tsn);
            if (chunk.state != OutboundChunk.State.IN_FLIGHT) continue;
            chunk.fastRetransmitted = false;
            giveUpOrResend(chunk, nowNanos);
        }
        updateForward(nowNanos);
        forwardDue = forwardTsn > cumulativeTsn();
    }

    private void giveUpOrResend(OutboundChunk chunk, long nowNanos) {
        if (peerKnowsForwardTsn && chunk.isSpent(nowNanos)) {
            abandon(chunk.message, chunk.tsn);
            return;
        }
        land(chunk);
        chunk.state = OutboundChunk.State.LOST;
        chunk.misses = 0;
        lost++;
    }

    private void abandon(OutboundMessage message, long anyTsn) {
        counters.add(SctpCount.MESSAGES_ABANDONED);
        message.abandoned = true;
        if (queue.abandonRest(message)) {
            int end = message.payload.length;
            var rest = new OutboundChunk(message, outstanding.next(), end, 0);
            rest.state = OutboundChunk.State.ABANDONED;
            outstanding.add(rest);
        }
        long tsn = anyTsn;
        while (tsn > outstanding.first() && outstanding.at(tsn - 1).message == message) tsn--;
        for (; tsn < outstanding.next() && outstanding.at(tsn).message == message; tsn++) {
            abandon(outstanding.at(tsn));
        }
    }

    private void abandon(OutboundChunk chunk) {
        switch (chunk.state) {
            case IN_FLIGHT -> land(chunk);
            case LOST -> lost--;
            case GAP_ACKED -> gapAcked--;
            case ABANDONED -> {}
        }
        if (chunk.tsn == timedTsn) timedTsn = NONE;
        chunk.state = OutboundChunk.State.ABANDONED;
    }

    /** RFC 3758, 3.5: moves the advanced acknowledgement point over what has been abandoned. */
    private void updateForward(long nowNanos) {
        long before = forwardTsn;
        int messages = 0;
        OutboundMessage last = null;
        for (long tsn = outstanding.first(); tsn < outstanding.next(); tsn++) {
            OutboundChunk chunk = outstanding.at(tsn);
            if (chunk.state != OutboundChunk.State.ABANDONED) break;
            if (chunk.message != last && ++messages > MAX_FORWARD_STREAMS) break;
            last = chunk.message;
            forwardTsn = Math.max(forwardTsn, tsn);
        }
        if (forwardTsn <= cumulativeTsn()) {
            forwardDue = false;
        } else if (forwardTsn > before
                || nowNanos - forwardedAtNanos >= roundTrip.smoothedNanos()) {
            forwardDue = true;
        }
    }

    // Transmission

    /** Begins a turn, in which packets are filled until nothing more may go. */
    void beginTurn(long nowNanos) {
        boolean wasIdle = flight == 0 && nowNanos - lastSentNanos > roundTrip.timeoutNanos();
        if (wasIdle && !queue.isEmpty()) congestion.onIdle();
        burstLimit = flight + (long) MAX_BURST_PACKETS * packetBytes;
    }

    /** Whether {@link #fill} would put something into an empty packet. */
    boolean wantsToSend(long nowNanos) {
        if (forwardDue || mayRetransmit()) return true;
        // Looking for new data may find a message whose time is over, which is forwarded, too.
        return lost == 0 && maySendNew(nowNanos) || forwardDue;
    }

    /** Fills a packet with what may go now, as far as it fits. */
    void fill(PacketWriter packet, boolean immediate, long nowNanos) {
        if (forwardDue) addForward(packet, nowNanos);
        boolean resent = false;
        for (long tsn = outstanding.first(); mayRetransmit() && tsn < outstanding.next(); tsn++) {
            OutboundChunk chunk = outstanding.at(tsn);
            if (chunk.state != OutboundChunk.State.LOST) continue;
            if (!packet.fitsData(chunk.length)) {
                if (resent) ignoreWindowOnce = false;
                return;
            }
            retransmit(chunk, packet, immediate, nowNanos);
            resent = true;
        }
        ignoreWindowOnce = false;
        while (lost == 0 && maySendNew(nowNanos)) {
            OutboundMessage message = queue.next();
            int length = Math.min(message.uncutBytes(), fragmentBytes);
            if (!packet.fitsData(length)) return;
            sendNew(message, length, packet, immediate, nowNanos);
        }
    }

    /** Ends a turn: what is outstanding is watched over by a timer. */
    void endTurn(long nowNanos) {
        if (deadline == NEVER && !isSettled()) deadline = nowNanos + roundTrip.timeoutNanos();
    }

    private boolean mayRetransmit() {
        return lost > 0 && (flight == 0 || ignoreWindowOnce || flight < congestion.window());
    }

    private boolean maySendNew(long nowNanos) {
        if (outstanding.size() >= MAX_OUTSTANDING_CHUNKS) return false;
        if (flight >= Math.min(congestion.window(), burstLimit)) return false;
        while (queue.hasNext(nowNanos)) {
            OutboundMessage message = queue.next();
            if (message.isStarted() && message.isExpired(nowNanos) && peerKnowsForwardTsn) {
                abandonUnsent(message, nowNanos);
                continue;
            }
            int length = Math.min(message.uncutBytes(), fragmentBytes);
            return flight == 0 || payloadInFlight + length <= peerWindow;
        }
        return false;
    }

    /** A message's time is over while part of it is sent and part is not. */
    private void abandonUnsent(OutboundMessage message, long nowNanos) {
        long restTsn = outstanding.next();
        abandon(message, restTsn);
        updateForward(nowNanos);
    }

    private void sendNew(
            OutboundMessage message,
            int length,
            PacketWriter packet,
            boolean immediate,
            long nowNanos) {
        int offset = message.cutBytes;
        queue.cut(length);
        var chunk = new OutboundChunk(message, outstanding.next(), offset, length);
        outstanding.add(chunk);
        outstandingPayload += length;
        if (timedTsn == NONE) {
            timedTsn = chunk.tsn;
            timedAtNanos = nowNanos;
        }
        transmit(chunk, packet, immediate, nowNanos);
    }

    private void retransmit(
            OutboundChunk chunk, PacketWriter packet, boolean immediate, long nowNanos) {
        lost--;
        counters.add(SctpCount.CHUNKS_RETRANSMITTED);
        // Karn: what was sent twice measures nothing.
        if (chunk.tsn == timedTsn) timedTsn = NONE;
        if (chunk.tsn == outstanding.first()) deadline = NEVER;
        transmit(chunk, packet, immediate, nowNanos);
    }

    private void transmit(
            OutboundChunk chunk, PacketWriter packet, boolean immediate, long nowNanos) {
        chunk.transmissions++;
        takeOff(chunk);
        packet.addData(chunk, immediate);
        lastSentNanos = nowNanos;
    }

    private void addForward(PacketWriter packet, long nowNanos) {
        Map<Integer, Integer> skipped = new TreeMap<>();
        for (long tsn = outstanding.first(); tsn <= forwardTsn; tsn++) {
            OutboundMessage message = outstanding.at(tsn).message;
            if (!message.unordered) skipped.put(message.stream, message.ssn);
        }
        var chunk = new ChunkBuilder(Chunks.FORWARD_TSN, 0).u32((int) forwardTsn);
        skipped.forEach((stream, ssn) -> chunk.u16(stream).u16(ssn));
        byte[] built = chunk.build();
        if (!packet.fits(built)) return;
        packet.add(built);
        forwardDue = false;
        forwardedAtNanos = nowNanos;
    }

    private void takeOff(OutboundChunk chunk) {
        chunk.state = OutboundChunk.State.IN_FLIGHT;
        flight += chunk.wireBytes();
        payloadInFlight += chunk.length;
    }

    private void land(OutboundChunk chunk) {
        flight -= chunk.wireBytes();
        payloadInFlight -= chunk.length;
    }

    private boolean isSettled() {
        return outstanding.size() == 0;
    }

    private void restartTimer(long nowNanos) {
        deadline = isSettled() ? NEVER : nowNanos + roundTrip.timeoutNanos();
    }
}
