package io.cardea.media.record.movie;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** A file in memory, on a disk with so much room. */
final class MemoryChannel implements SeekableByteChannel {
    private byte[] bytes = {};
    private int position;
    private final int room;

    MemoryChannel(int room) {
        this.room = room;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int count = Math.min(from.remaining(), room - position);
        if (count <= 0) throw new IOException("No space left on device");
        if (position + count > bytes.length) bytes = Arrays.copyOf(bytes, position + count);
        from.get(bytes, position, count);
        position += count;
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = (int) newPosition;
        return this;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        bytes = Arrays.copyOf(bytes, (int) size);
        return this;
    }

    @Override
    public int read(ByteBuffer to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
