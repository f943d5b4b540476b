package io.cardea.media.record;

import io.cardea.rtc.packet.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes the bytes of an {@code .mjr} file: magic, JSON with the first frame, frames.
 *
 * <p>For one thread at a time; buffers until {@link #flush}. Owns the channel.
 */
final class MjrWriter implements AutoCloseable {
    /** What the two bytes of a frame's length can say. */
    static final int MAX_FRAME = 65_535;

    private static final byte[] MAGIC = "MJR00002".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_MAGIC = 0x4D454554; // MEET
    private static final int FRAME_HEADER = 10;
    private static final int MAX_HEADER = 65_535;
    private static final int BUFFER_BYTES = 2 * (FRAME_HEADER + MAX_FRAME);

    private final WritableByteChannel channel;
    private final MjrHeader header;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private boolean headerWritten;
    private long firstFrameNanos;
    private long bytes;

    MjrWriter(WritableByteChannel channel, MjrHeader header) throws IOException {
        this.channel = channel;
        this.header = header;
        buffer.put(MAGIC);
        flush();
    }

    /** One RTP packet with everything already in it. */
    void writeRtp(Packet lent, long nowNanos, long nowMicros) throws IOException {
        beginFrame(lent.length(), nowNanos, nowMicros);
        buffer.put(lent.array(), 0, lent.length());
    }

    /** One data channel message, at most {@value #MAX_FRAME} - 8 bytes. */
    void writeData(byte[] message, long nowNanos, long nowMicros) throws IOException {
        beginFrame(Long.BYTES + message.length, nowNanos, nowMicros);
        buffer.putLong(nowMicros);
        buffer.put(message);
    }

    private void beginFrame(int length, long nowNanos, long nowMicros) throws IOException {
        if (length > MAX_FRAME) throw new IllegalArgumentException("frame length " + length);
        if (!headerWritten) writeHeader(nowNanos, nowMicros);
        if (buffer.remaining() < FRAME_HEADER + length) flush();
        buffer.putInt(FRAME_MAGIC);
        buffer.putInt((int) ((nowNanos - firstFrameNanos) / 1_000_000));
        buffer.putShort((short) length);
    }

    private void writeHeader(long nowNanos, long nowMicros) throws IOException {
        headerWritten = true;
        firstFrameNanos = nowNanos;
        byte[] json = header.json(nowMicros).getBytes(StandardCharsets.UTF_8);
        if (json.length > MAX_HEADER) throw new IOException("recording header too long");
        flush();
        buffer.putShort((short) json.length);
        buffer.put(json);
    }

    void flush() throws IOException {
        buffer.flip();
        bytes += buffer.remaining();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Bytes written so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
