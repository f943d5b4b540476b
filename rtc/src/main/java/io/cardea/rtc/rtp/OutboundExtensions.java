package io.cardea.rtc.rtp;

import java.nio.charset.StandardCharsets;

/**
 * What we may write into the extension block of one m-line's packets, whoever made them: the ids
 * agreed with this receiver and the values that are ours rather than the packet's.
 *
 * <p>One per outbound m-line, belongs to its loop. See {@link RtpWriter} for the order.
 */
public final class OutboundExtensions {
    /** No {@link #transportSequenceNumber}. */
    public static final int NONE = -1;

    private final ExtensionIds ids;
    private final MediaKind kind;
    private final byte[] mid;

    /**
     * Transport-wide sequence number of the next packet (16 bits), or {@link #NONE} for a packet
     * without; set by the owner of the counter before each packet.
     */
    public int transportSequenceNumber = NONE;

    public OutboundExtensions(ExtensionIds ids, MediaKind kind, String mid) {
        this.ids = ids;
        this.kind = kind;
        this.mid = mid.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Whether packets of this m-line take a transport-wide sequence number: negotiated, and video.
     */
    public boolean isTransportWide() {
        return kind == MediaKind.VIDEO && ids.has(RtpExtension.TRANSPORT_WIDE_CC);
    }

    ExtensionIds ids() {
        return ids;
    }

    boolean hasAbsSendTime() {
        return kind == MediaKind.VIDEO && ids.has(RtpExtension.ABS_SEND_TIME);
    }

    boolean hasTransportSequenceNumber() {
        return transportSequenceNumber != NONE && ids.has(RtpExtension.TRANSPORT_WIDE_CC);
    }

    byte[] mid() {
        return mid;
    }
}
