package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * The blocks of one RED payload: redundant ones first, oldest first, the primary last.
 *
 * <p>A reusable view: {@link #parse} fills it. See RFC 2198, 3.
 */
public final class RedBlocks {
    /** Blocks in one payload, the primary included; a payload with more is refused. */
    public static final int MAX_BLOCKS = 16;

    private final int[] payloadTypes = new int[MAX_BLOCKS];
    private final int[] timestampOffsets = new int[MAX_BLOCKS];
    private final int[] offsets = new int[MAX_BLOCKS];
    private final int[] lengths = new int[MAX_BLOCKS];
    private int count;

    /**
     * Reads a payload.
     *
     * @return false when headers or blocks do not fit into it; the view is then empty
     */
    public boolean parse(Packet lent, int offset, int length) {
        count = 0;
        int end = offset + length;
        int at = offset;
        int blocks = 0;
        int redundant = 0;
        while (true) {
            if (at >= end || blocks == MAX_BLOCKS) return false;
            int first = lent.u8(at);
            payloadTypes[blocks] = first & 0x7F;
            if ((first & 0x80) == 0) break;
            if (at + 4 > end) return false;
            int fields = lent.u24(at + 1);
            timestampOffsets[blocks] = fields >> 10;
            lengths[blocks] = fields & 0x3FF;
            redundant += lengths[blocks];
            blocks++;
            at += 4;
        }
        at++;
        if (redundant > end - at) return false;
        timestampOffsets[blocks] = 0;
        lengths[blocks] = end - at - redundant;
        for (int i = 0; i <= blocks; i++) {
            offsets[i] = at;
            at += lengths[i];
        }
        count = blocks + 1;
        return true;
    }

    /** Blocks found; the primary is the last one. */
    public int count() {
        return count;
    }

    public int payloadType(int block) {
        return payloadTypes[block];
    }

    /** How far the block's timestamp lies before the packet's; 0 for the primary. */
    public int timestampOffset(int block) {
        return timestampOffsets[block];
    }

    /** Index of the block's first byte in the packet. */
    public int offset(int block) {
        return offsets[block];
    }

    public int length(int block) {
        return lengths[block];
    }
}
