package io.cardea.media.record;

import io.cardea.rtc.rtp.RtpHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;

/** What a file of captured packets looks like: begun once, then packet by packet. One thread. */
enum CaptureFormat {
    /** What tools for captures read: made-up Ethernet, IPv4 and UDP around each packet. */
    PCAP(".pcap") {
        @Override
        void begin(ByteBuffer to) {
            to.order(ByteOrder.nativeOrder());
            to.putInt(PCAP_MAGIC).putShort((short) 2).putShort((short) 4);
            to.putInt(0).putInt(0).putInt(MAX_PACKET).putInt(ETHERNET);
        }

        @Override
        void packet(ByteBuffer to, PacketRing.Slot slot, String owner) {
            int length = slot.packet.length();
            to.order(ByteOrder.nativeOrder());
            to.putInt((int) (slot.nowMicros / MICROS)).putInt((int) (slot.nowMicros % MICROS));
            to.putInt(HEADERS + length).putInt(HEADERS + slot.wholeLength);
            to.order(ByteOrder.BIG_ENDIAN);
            to.put(new byte[12]).putShort((short) 0x0800);
            ipv4(to, UDP_HEADER + slot.wholeLength, slot.incoming);
            to.putShort((short) (slot.incoming ? 1000 : 2000));
            to.putShort((short) (slot.incoming ? 2000 : 1000));
            to.putShort((short) (UDP_HEADER + slot.wholeLength)).putShort((short) 0);
            to.put(slot.packet.array(), 0, length);
        }
    },

    /** A line for each packet, which {@code text2pcap} reads. */
    TEXT2PCAP(".txt") {
        @Override
        void begin(ByteBuffer to) {}

        @Override
        void packet(ByteBuffer to, PacketRing.Slot slot, String owner) {
            Instant at = Instant.EPOCH.plus(slot.nowMicros, ChronoUnit.MICROS);
            boolean rtcp = RtpHeader.isRtcp(slot.packet);
            String line =
                    (slot.incoming ? "I " : "O ")
                            + TIME.format(at.atZone(ZoneId.systemDefault()))
                            + " 000000 "
                            + HEX.formatHex(slot.packet.array(), 0, slot.packet.length())
                            + " JANUS_TEXT2PCAP_"
                            + (rtcp ? "RTCP " : "RTP ")
                            + owner
                            + "\r\n";
            to.put(line.getBytes(StandardCharsets.US_ASCII));
        }
    };

    /** Room enough for any packet in any format. */
    static final int MAX_ENTRY = 8_192;

    private static final int PCAP_MAGIC = 0xA1B2C3D4;
    private static final int MAX_PACKET = 65_535;
    private static final int ETHERNET = 1;
    private static final int UDP_HEADER = 8;
    private static final int IP_HEADER = 20;
    private static final int HEADERS = 14 + IP_HEADER + UDP_HEADER;
    private static final long MICROS = 1_000_000;
    private static final int THEM = 0x0A010101;
    private static final int US = 0x0A020202;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private final String suffix;

    CaptureFormat(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }

    /** Writes what is before the first packet. */
    abstract void begin(ByteBuffer to);

    /**
     * Writes a packet.
     *
     * @param owner whose packets they are, for people to read
     */
    abstract void packet(ByteBuffer to, PacketRing.Slot slot, String owner);

    private static void ipv4(ByteBuffer to, int payload, boolean incoming) {
        int start = to.position();
        to.put((byte) 0x45).put((byte) 0).putShort((short) (IP_HEADER + payload));
        to.putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0);
        to.putInt(incoming ? THEM : US).putInt(incoming ? US : THEM);
        int sum = 0;
        for (int i = start; i < start + IP_HEADER; i += 2) {
            sum += to.getShort(i) & 0xFFFF;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        to.putShort(start + 10, (short) ~sum);
    }
}
