package io.cardea.media.record.movie;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * A file with a head of fixed length that is written again and again, and a tail that grows.
 *
 * <p>The end moves only when an addition is there as a whole. One owner at a time.
 */
final class MovieFile {
    private final SeekableByteChannel channel;
    private long end;

    MovieFile(SeekableByteChannel channel) {
        this.channel = channel;
    }

    long end() {
        return end;
    }

    /** Replaces the head; the first one also makes room for itself. */
    void head(byte[] bytes) throws IOException {
        write(0, bytes);
        end = Math.max(end, bytes.length);
    }

    void append(byte[] bytes) throws IOException {
        write(end, bytes);
        end += bytes.length;
    }

    /** Takes off what comes after the last whole addition. */
    void cutBack() throws IOException {
        if (channel.size() > end) channel.truncate(end);
    }

    private void write(long position, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        channel.position(position);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) <= 0) throw new IOException("the disk takes nothing");
        }
    }
}
