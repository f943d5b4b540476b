package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Packet;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the packets of one compound RTCP packet.
 *
 * <p>Reusable, one per loop; never allocates, never throws whatever the bytes. {@link #begin}, then
 * {@link #next} until false; after each, {@link #kind} says which of the accessors below apply.
 * Reduced-size packets (RFC 5506) are taken as they come. See RFC 3550, 6; 4585, 6; 5104, 4.3;
 * 3611.
 */
public final class RtcpReader {
    /** What the cursor stands on. */
    public enum Kind {
        SENDER_REPORT,
        RECEIVER_REPORT,
        SDES,
        BYE,
        APP,
        NACK,
        TRANSPORT_CC,
        PLI,
        FIR,
        REMB,
        EXTENDED_REPORT,
        OTHER
    }

    private static final int FEEDBACK_LENGTH = 12; // header and both SSRCs
    private static final int MIN_TRANSPORT_CC_LENGTH = 20;
    private static final int REMB_LENGTH = 20;

    private @Nullable Packet packet;
    private int nextOffset;
    private int offset;
    private int end;
    private Kind kind = Kind.OTHER;
    private long malformed;
    private int xrOffset;
    private int xrEnd;

    /**
     * Points the cursor before the first packet, having checked that the lengths of all add up.
     *
     * @return false when they do not: nothing of it should be believed
     */
    public boolean begin(Packet lent) {
        packet = lent;
        nextOffset = lent.length();
        int at = 0;
        while (at < lent.length()) {
            if (at + Rtcp.HEADER_LENGTH > lent.length() || lent.u8(at) >> 6 != 2) return refuse();
            int length = 4 * (lent.u16(at + 2) + 1);
            if (at + length > lent.length()) return refuse();
            if ((lent.u8(at) & 0x20) != 0) {
                int padding = lent.u8(at + length - 1);
                if (padding == 0 || padding > length - Rtcp.HEADER_LENGTH) return refuse();
            }
            at += length;
        }
        if (at == 0) return refuse();
        nextOffset = 0;
        return true;
    }

    private boolean refuse() {
        malformed++;
        return false;
    }

    /** Moves to the next packet; those too short for their own counts are counted and skipped. */
    public boolean next() {
        Packet p = packet();
        while (nextOffset < p.length()) {
            offset = nextOffset;
            nextOffset = offset + 4 * (p.u16(offset + 2) + 1);
            end = nextOffset;
            if ((p.u8(offset) & 0x20) != 0) end -= p.u8(end - 1);
            kind = classify(p);
            if (isWhole(p)) return true;
            malformed++;
        }
        return false;
    }

    private Kind classify(Packet p) {
        int format = count();
        return switch (p.u8(offset + 1)) {
            case Rtcp.SENDER_REPORT -> Kind.SENDER_REPORT;
            case Rtcp.RECEIVER_REPORT -> Kind.RECEIVER_REPORT;
            case Rtcp.SDES -> Kind.SDES;
            case Rtcp.BYE -> Kind.BYE;
            case Rtcp.APP -> Kind.APP;
            case Rtcp.TRANSPORT_FEEDBACK ->
                    switch (format) {
                        case Rtcp.GENERIC_NACK -> Kind.NACK;
                        case Rtcp.TRANSPORT_CC -> Kind.TRANSPORT_CC;
                        default -> Kind.OTHER;
                    };
            case Rtcp.PAYLOAD_FEEDBACK ->
                    switch (format) {
                        case Rtcp.PLI -> Kind.PLI;
                        case Rtcp.FIR -> Kind.FIR;
                        case Rtcp.APPLICATION_LAYER -> isRemb(p) ? Kind.REMB : Kind.OTHER;
                        default -> Kind.OTHER;
                    };
            case Rtcp.EXTENDED_REPORT -> Kind.EXTENDED_REPORT;
            default -> Kind.OTHER;
        };
    }

    private boolean isRemb(Packet p) {
        return length() >= REMB_LENGTH && p.i32(offset + FEEDBACK_LENGTH) == Rtcp.REMB_NAME;
    }

    private boolean isWhole(Packet p) {
        int length = length();
        return switch (kind) {
            case SENDER_REPORT -> length >= 28 + Rtcp.REPORT_BLOCK_LENGTH * count();
            case RECEIVER_REPORT -> length >= 8 + Rtcp.REPORT_BLOCK_LENGTH * count();
            case BYE -> length >= Rtcp.HEADER_LENGTH + 4 * count();
            case APP, NACK, PLI, FIR -> length >= FEEDBACK_LENGTH;
            case TRANSPORT_CC -> length >= MIN_TRANSPORT_CC_LENGTH;
            case REMB -> length >= REMB_LENGTH + 4 * p.u8(offset + 16);
            case EXTENDED_REPORT -> {
                xrOffset = 0;
                xrEnd = offset + 8;
                yield length >= 8;
            }
            case SDES, OTHER -> true;
        };
    }

    /** Compounds refused and packets skipped since the start. */
    public long malformed() {
        return malformed;
    }

    public Kind kind() {
        return kind;
    }

    /** Index of the packet's header in the compound. */
    public int offset() {
        return offset;
    }

    /** Bytes of the packet, header included and padding excluded. */
    public int length() {
        return end - offset;
    }

    /** The five bits of the header: report or source count, or the feedback format. */
    public int count() {
        return packet().u8(offset) & 0x1F;
    }

    /** SSRC of the packet's sender; every kind but SDES, BYE and OTHER has one. */
    public int senderSsrc() {
        return packet().i32(offset + 4);
    }

    /** SSRC of the media that feedback (NACK, TRANSPORT_CC, PLI, FIR, REMB) is about. */
    public int mediaSsrc() {
        return packet().i32(offset + 8);
    }

    // SENDER_REPORT

    public long ntpTimestamp() {
        return packet().i64(offset + 8);
    }

    public int rtpTimestamp() {
        return packet().i32(offset + 16);
    }

    /** Packets sent, modulo 2^32. */
    public int packetCount() {
        return packet().i32(offset + 20);
    }

    /** Payload bytes sent, modulo 2^32. */
    public int octetCount() {
        return packet().i32(offset + 24);
    }

    // SENDER_REPORT and RECEIVER_REPORT: blocks 0 to count() - 1

    private int block(int i) {
        int first = kind == Kind.SENDER_REPORT ? 28 : 8;
        return offset + first + Rtcp.REPORT_BLOCK_LENGTH * i;
    }

    /** SSRC of the media a block reports on. */
    public int reportSsrc(int i) {
        return packet().i32(block(i));
    }

    /** Loss since the last report, in 1/256. */
    public int fractionLost(int i) {
        return packet().u8(block(i) + 4);
    }

    /** Loss since the start, signed. */
    public int cumulativeLost(int i) {
        return packet().u24(block(i) + 5) << 8 >> 8;
    }

    public int extendedHighestSequenceNumber(int i) {
        return packet().i32(block(i) + 8);
    }

    /** In ticks of the media's clock. */
    public int jitter(int i) {
        return packet().i32(block(i) + 12);
    }

    /** LSR: the middle of the NTP timestamp of our last sender report, 0 without. */
    public int lastSenderReport(int i) {
        return packet().i32(block(i) + 16);
    }

    /** DLSR, in 1/65536 s. */
    public int delaySinceLastSenderReport(int i) {
        return packet().i32(block(i) + 20);
    }

    // SDES

    /**
     * Finds the CNAME of a source.
     *
     * @return index of the text times 256 plus its length, or -1
     */
    public int cname(int ssrc) {
        Packet p = packet();
        int at = offset + Rtcp.HEADER_LENGTH;
        for (int chunk = 0; chunk < count() && at + 4 <= end; chunk++) {
            boolean wanted = p.i32(at) == ssrc;
            at += 4;
            while (at < end && p.u8(at) != 0) {
                if (at + 2 > end || at + 2 + p.u8(at + 1) > end) return -1;
                int length = p.u8(at + 1);
                if (wanted && p.u8(at) == Rtcp.SDES_CNAME) return (at + 2) << 8 | length;
                at += 2 + length;
            }
            at = offset + ((at - offset) / 4 + 1) * 4; // at least one zero, to the word's end
        }
        return -1;
    }

    // BYE: sources 0 to count() - 1

    /** A source that left. */
    public int byeSsrc(int i) {
        return packet().i32(offset + Rtcp.HEADER_LENGTH + 4 * i);
    }

    // APP

    /** The four characters of the name. */
    public int appName() {
        return packet().i32(offset + 8);
    }

    // NACK: items 0 to nackCount() - 1

    public int nackCount() {
        return (length() - FEEDBACK_LENGTH) / 4;
    }

    /** PID: a missing sequence number. */
    public int nackPid(int i) {
        return packet().u16(offset + FEEDBACK_LENGTH + 4 * i);
    }

    /** BLP: bit n (from the lowest) says that PID + n + 1 is missing too. */
    public int nackBlp(int i) {
        return packet().u16(offset + FEEDBACK_LENGTH + 4 * i + 2);
    }

    // FIR: items 0 to firCount() - 1

    public int firCount() {
        return (length() - FEEDBACK_LENGTH) / 8;
    }

    /** SSRC of the media asked for a keyframe. */
    public int firSsrc(int i) {
        return packet().i32(offset + FEEDBACK_LENGTH + 8 * i);
    }

    /** Sequence number of the request: the same number is the same request again. */
    public int firSequenceNumber(int i) {
        return packet().u8(offset + FEEDBACK_LENGTH + 8 * i + 4);
    }

    // REMB

    /** The estimate; saturates at {@link Long#MAX_VALUE}. */
    public long rembBitsPerSecond() {
        int fields = packet().u24(offset + 17);
        int exponent = fields >> 18;
        long mantissa = fields & 0x3FFFF;
        if (mantissa == 0) return 0;
        if (exponent >= Long.numberOfLeadingZeros(mantissa)) return Long.MAX_VALUE;
        return mantissa << exponent;
    }

    public int rembSsrcCount() {
        return packet().u8(offset + 16);
    }

    public int rembSsrc(int i) {
        return packet().i32(offset + REMB_LENGTH + 4 * i);
    }

    // EXTENDED_REPORT: a cursor of its own

    /** Moves to the next block of the extended report; false when there is none or it is cut. */
    public boolean nextBlock() {
        Packet p = packet();
        int at = xrEnd;
        if (at + 4 > end) return false;
        int blockEnd = at + 4 * (p.u16(at + 2) + 1);
        if (blockEnd > end) return false;
        xrOffset = at;
        xrEnd = blockEnd;
        return true;
    }

    /** Whether the block is a receiver reference time report with its timestamp. */
    public boolean isReceiverReferenceTime() {
        return packet().u8(xrOffset) == Rtcp.RECEIVER_REFERENCE_TIME && xrEnd - xrOffset >= 12;
    }

    public long receiverReferenceTime() {
        return packet().i64(xrOffset + 4);
    }

    /** Sub-blocks of a DLRR block; 0 for any other block. */
    public int dlrrCount() {
        if (packet().u8(xrOffset) != Rtcp.DELAY_SINCE_LAST_RR) return 0;
        return (xrEnd - xrOffset - 4) / 12;
    }

    public int dlrrSsrc(int i) {
        return packet().i32(xrOffset + 4 + 12 * i);
    }

    /** LRR: the middle of the last reference time we sent, 0 without. */
    public int lastReceiverReport(int i) {
        return packet().i32(xrOffset + 8 + 12 * i);
    }

    /** DLRR, in 1/65536 s. */
    public int delaySinceLastReceiverReport(int i) {
        return packet().i32(xrOffset + 12 + 12 * i);
    }

    private Packet packet() {
        Packet p = packet;
        assert p != null : "begin first";
        return p;
    }
}
