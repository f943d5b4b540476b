package io.cardea.rtc.sctp;

import java.util.zip.CRC32C;

/**
 * Builds one SCTP packet at a time in an array of its own: common header, chunks, checksum.
 *
 * <p>The CRC32c is sent least significant byte first (RFC 9260, appendix A), unlike anything else.
 */
final class PacketWriter {
    private static final byte[] ZERO_CHECKSUM = new byte[4];
    private static final int CHECKSUM_OFFSET = 8;

    private final int localPort;
    private final int remotePort;
    private final byte[] array;
    private final int maxBytes;
    private int length;

    PacketWriter(SctpSettings settings) {
        this.localPort = settings.localPort();
        this.remotePort = settings.remotePort();
        this.maxBytes = settings.maxPacketBytes() & ~3;
        this.array = new byte[maxBytes];
    }

    /** The checksum of a packet, its own field counted as zero, as the field holds it. */
    static int checksum(byte[] packet, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(packet, offset, CHECKSUM_OFFSET);
        crc.update(ZERO_CHECKSUM, 0, ZERO_CHECKSUM.length);
        crc.update(
                packet, offset + Chunks.COMMON_HEADER_BYTES, length - Chunks.COMMON_HEADER_BYTES);
        return Integer.reverseBytes((int) crc.getValue());
    }

    /** The largest chunk, padding included, that a packet can have. */
    int maxChunkBytes() {
        return maxBytes - Chunks.COMMON_HEADER_BYTES;
    }

    /** The most payload a DATA chunk can have when it is alone in its packet. */
    int maxFragmentBytes() {
        return maxChunkBytes() - Chunks.DATA_HEADER_BYTES;
    }

    void begin(int verificationTag) {
        Wire.put16(array, 0, localPort);
        Wire.put16(array, 2, remotePort);
        Wire.put32(array, 4, verificationTag);
        length = Chunks.COMMON_HEADER_BYTES;
    }

    boolean isEmpty() {
        return length == Chunks.COMMON_HEADER_BYTES;
    }

    /** Bytes left for chunks. */
    int room() {
        return maxBytes - length;
    }

    boolean fits(byte[] chunk) {
        return Wire.padded(chunk.length) <= room();
    }

    void add(byte[] chunk) {
        System.arraycopy(chunk, 0, array, length, chunk.length);
        pad(chunk.length);
    }

    boolean fitsData(int payloadBytes) {
        return Wire.padded(Chunks.DATA_HEADER_BYTES + payloadBytes) <= room();
    }

    void addData(OutboundChunk chunk, boolean immediate) {
        OutboundMessage message = chunk.message;
        int at = length;
        array[at] = Chunks.DATA;
        array[at + 1] = (byte) (chunk.flags() | (immediate ? Chunks.FLAG_IMMEDIATE : 0));
        Wire.put16(array, at + 2, Chunks.DATA_HEADER_BYTES + chunk.length);
        Wire.put32(array, at + 4, (int) chunk.tsn);
        Wire.put16(array, at + 8, message.stream);
        Wire.put16(array, at + 10, message.ssn);
        Wire.put32(array, at + 12, message.ppid);
        System.arraycopy(
                message.payload, chunk.offset, array, at + Chunks.DATA_HEADER_BYTES, chunk.length);
        pad(Chunks.DATA_HEADER_BYTES + chunk.length);
    }

    void finish(SctpSink sink) {
        Wire.put32(array, CHECKSUM_OFFSET, checksum(array, 0, length));
        sink.send(array, 0, length);
    }

    private void pad(int chunkBytes) {
        int end = length + Wire.padded(chunkBytes);
        for (int i = length + chunkBytes; i < end; i++) array[i] = 0;
        length = end;
    }
}
