package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Packet;

/**
 * Appends RTCP packets to a compound.
 *
 * <p>Stateless; never allocates. Every method answers false, and changes nothing, when the packet
 * would grow beyond {@value #MAX_LENGTH} bytes: send what there is and begin another. Report
 * blocks, NACK and FIR items go into the packet appended last, whose index {@code begin…} returned.
 */
public final class RtcpWriter {
    /** The longest compound, so that it passes any path with SRTCP's tag. */
    public static final int MAX_LENGTH = 1_200;

    /** What a {@code begin…} answers when there is no room. */
    public static final int NO_ROOM = -1;

    /** Report blocks in one report (RFC 3550, 6.4.1). */
    public static final int MAX_REPORT_BLOCKS = 31;

    private static final int MAX_CNAME = 255;
    private static final int MAX_REMB_MANTISSA = 0x3FFFF;

    private RtcpWriter() {}

    /** RFC 3550, 6.4.1. Returns the report's index, for {@link #reportBlock}, or NO_ROOM. */
    public static int beginSenderReport(
            Packet into,
            int ssrc,
            long ntpTimestamp,
            int rtpTimestamp,
            long packetCount,
            long octetCount) {
        int at = into.length();
        if (!has(into, 8 + Rtcp.SENDER_INFO_LENGTH)) return NO_ROOM;
        header(into, 0, Rtcp.SENDER_REPORT, 8 + Rtcp.SENDER_INFO_LENGTH);
        into.append32(ssrc);
        into.append32((int) (ntpTimestamp >>> 32));
        into.append32((int) ntpTimestamp);
        into.append32(rtpTimestamp);
        into.append32((int) packetCount);
        into.append32((int) octetCount);
        return at;
    }

    /** RFC 3550, 6.4.2. Returns the report's index, for {@link #reportBlock}, or NO_ROOM. */
    public static int beginReceiverReport(Packet into, int ssrc) {
        int at = into.length();
        if (!has(into, 8)) return NO_ROOM;
        header(into, 0, Rtcp.RECEIVER_REPORT, 8);
        into.append32(ssrc);
        return at;
    }

    /**
     * Adds a report block to the report at {@code report}, the last packet so far.
     *
     * @param cumulativeLost clamped to 24 bits, signed
     */
    public static boolean reportBlock(
            Packet into,
            int report,
            int ssrc,
            int fractionLost,
            long cumulativeLost,
            int extendedHighest,
            int jitter,
            int lastSenderReport,
            int delaySinceLastSenderReport) {
        int count = into.u8(report) & 0x1F;
        if (count == MAX_REPORT_BLOCKS || !has(into, Rtcp.REPORT_BLOCK_LENGTH)) return false;
        int lost = (int) Math.clamp(cumulativeLost, -0x80_0000L, 0x7F_FFFFL);
        into.append32(ssrc);
        into.append32(fractionLost << 24 | (lost & 0xFF_FFFF));
        into.append32(extendedHighest);
        into.append32(jitter);
        into.append32(lastSenderReport);
        into.append32(delaySinceLastSenderReport);
        into.put8(report, 0x80 | (count + 1));
        close(into, report);
        return true;
    }

    /** A source description of one chunk with a CNAME (RFC 3550, 6.5.1), ASCII. */
    public static boolean sdes(Packet into, int ssrc, byte[] cname) {
        int text = Math.min(cname.length, MAX_CNAME);
        int length = (8 + 2 + text + 1 + 3) & ~3; // at least one zero ends the items
        if (!has(into, length)) return false;
        int end = into.length() + length;
        header(into, 1, Rtcp.SDES, length);
        into.append32(ssrc);
        into.append8(Rtcp.SDES_CNAME);
        into.append8(text);
        into.append(cname, 0, text);
        while (into.length() < end) {
            into.append8(0);
        }
        return true;
    }

    /** RFC 3550, 6.6. */
    public static boolean bye(Packet into, int ssrc) {
        if (!has(into, 8)) return false;
        header(into, 1, Rtcp.BYE, 8);
        into.append32(ssrc);
        return true;
    }

    /** RFC 4585, 6.3.1. */
    public static boolean pli(Packet into, int senderSsrc, int mediaSsrc) {
        if (!has(into, 12)) return false;
        feedback(into, Rtcp.PLI, Rtcp.PAYLOAD_FEEDBACK, 12, senderSsrc, mediaSsrc);
        return true;
    }

    /** RFC 5104, 4.3.1, of one item. A repetition of a request keeps its sequence number. */
    public static boolean fir(Packet into, int senderSsrc, int mediaSsrc, int sequenceNumber) {
        if (!has(into, 20)) return false;
        feedback(into, Rtcp.FIR, Rtcp.PAYLOAD_FEEDBACK, 20, senderSsrc, 0);
        into.append32(mediaSsrc);
        into.append32(sequenceNumber << 24);
        return true;
    }

    /** RFC 4585, 6.2.1. Returns the packet's index, for {@link #nackItem}, or NO_ROOM. */
    public static int beginNack(Packet into, int senderSsrc, int mediaSsrc) {
        int at = into.length();
        if (!has(into, 16)) return NO_ROOM; // with one item: an empty NACK is none
        feedback(into, Rtcp.GENERIC_NACK, Rtcp.TRANSPORT_FEEDBACK, 12, senderSsrc, mediaSsrc);
        return at;
    }

    /** Adds a missing sequence number, and by bits the 16 after it, to the NACK at {@code nack}. */
    public static boolean nackItem(Packet into, int nack, int pid, int blp) {
        if (!has(into, 4)) return false;
        into.append16(pid);
        into.append16(blp);
        close(into, nack);
        return true;
    }

    /** A receiver estimated maximum bitrate for the first {@code count} of {@code ssrcs}. */
    public static boolean remb(
            Packet into, int senderSsrc, long bitsPerSecond, int[] ssrcs, int count) {
        int length = 20 + 4 * count;
        if (count > 255 || !has(into, length)) return false;
        feedback(into, Rtcp.APPLICATION_LAYER, Rtcp.PAYLOAD_FEEDBACK, length, senderSsrc, 0);
        into.append32(Rtcp.REMB_NAME);
        long mantissa = Math.max(bitsPerSecond, 0);
        int exponent = 0;
        while (mantissa > MAX_REMB_MANTISSA) {
            mantissa >>= 1;
            exponent++;
        }
        into.append32(count << 24 | exponent << 18 | (int) mantissa);
        for (int i = 0; i < count; i++) {
            into.append32(ssrcs[i]);
        }
        return true;
    }

    /** An extended report with our reference time (RFC 3611, 4.4). */
    public static boolean receiverReferenceTime(Packet into, int ssrc, long ntpTimestamp) {
        if (!has(into, 20)) return false;
        header(into, 0, Rtcp.EXTENDED_REPORT, 20);
        into.append32(ssrc);
        into.append32(Rtcp.RECEIVER_REFERENCE_TIME << 24 | 2);
        into.append32((int) (ntpTimestamp >>> 32));
        into.append32((int) ntpTimestamp);
        return true;
    }

    /** An extended report that answers a peer's reference time (RFC 3611, 4.5). */
    public static boolean dlrr(Packet into, int ssrc, int receiverSsrc, int lrr, int delay) {
        if (!has(into, 24)) return false;
        header(into, 0, Rtcp.EXTENDED_REPORT, 24);
        into.append32(ssrc);
        into.append32(Rtcp.DELAY_SINCE_LAST_RR << 24 | 3);
        into.append32(receiverSsrc);
        into.append32(lrr);
        into.append32(delay);
        return true;
    }

    /** Whether a packet of {@code length} more bytes still fits. */
    static boolean has(Packet into, int length) {
        return into.length() + length <= MAX_LENGTH;
    }

    /** Writes header and SSRCs of a feedback packet of {@code length} bytes in all. */
    static void feedback(
            Packet into, int format, int type, int length, int senderSsrc, int mediaSsrc) {
        header(into, format, type, length);
        into.append32(senderSsrc);
        into.append32(mediaSsrc);
    }

    private static void header(Packet into, int count, int type, int length) {
        into.append8(0x80 | count);
        into.append8(type);
        into.append16(length / 4 - 1);
    }

    /** Sets the length field of the last packet, which begins at {@code at}. */
    static void close(Packet into, int at) {
        into.put16(at + 2, (into.length() - at) / 4 - 1);
    }
}
