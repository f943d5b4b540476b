package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import java.nio.ByteBuffer;

/** How packets lie in a TCP stream. */
enum Framing {
    /** RFC 4571: each behind its length in 16 bits. ICE-TCP uses it for everything. */
    RFC4571 {
        @Override
        int frame(ByteBuffer in) {
            int at = in.position();
            if (in.remaining() < 2) return INCOMPLETE;
            int length = (in.get(at) & 0xFF) << 8 | (in.get(at + 1) & 0xFF);
            return length > Packet.CAPACITY ? MALFORMED : 2 + length;
        }

        @Override
        int headerBytes() {
            return 2;
        }

        @Override
        int packetBytes(ByteBuffer in, int frame) {
            return frame - 2;
        }

        @Override
        void write(Packet lent, ByteBuffer out) {
            out.putShort((short) lent.length());
            out.put(lent.array(), 0, lent.length());
        }
    },

    /**
     * RFC 8656, 12.5 and RFC 8489, 6.2.2: STUN messages and padded ChannelData tell their length.
     */
    TURN {
        private static final int CHANNEL_DATA = 0x40;

        @Override
        int frame(ByteBuffer in) {
            int at = in.position();
            if (in.remaining() < 4) return INCOMPLETE;
            int first = in.get(at) & 0xC0;
            if (first > CHANNEL_DATA) return MALFORMED;
            int length = (in.get(at + 2) & 0xFF) << 8 | (in.get(at + 3) & 0xFF);
            int frame = first == CHANNEL_DATA ? 4 + padded(length) : 20 + length;
            return frame > Packet.CAPACITY ? MALFORMED : frame;
        }

        @Override
        int headerBytes() {
            return 0;
        }

        @Override
        int packetBytes(ByteBuffer in, int frame) {
            int at = in.position();
            if ((in.get(at) & 0xC0) != CHANNEL_DATA) return frame;
            return 4 + ((in.get(at + 2) & 0xFF) << 8 | (in.get(at + 3) & 0xFF));
        }

        @Override
        void write(Packet lent, ByteBuffer out) {
            out.put(lent.array(), 0, lent.length());
            if ((lent.u8(0) & 0xC0) != CHANNEL_DATA) return;
            for (int i = lent.length(); i < padded(lent.length()); i++) {
                out.put((byte) 0);
            }
        }

        private static int padded(int length) {
            return (length + 3) & ~3;
        }
    };

    static final int INCOMPLETE = 0;
    static final int MALFORMED = -1;

    /** What framing adds to a packet, at most. */
    static final int MAX_OVERHEAD = 4;

    /** Length of the frame at the buffer's position, {@link #INCOMPLETE} or {@link #MALFORMED}. */
    abstract int frame(ByteBuffer in);

    /** Bytes of a frame before its packet. */
    abstract int headerBytes();

    /** Bytes of the packet in a frame. */
    abstract int packetBytes(ByteBuffer in, int frame);

    abstract void write(Packet lent, ByteBuffer out);
}
