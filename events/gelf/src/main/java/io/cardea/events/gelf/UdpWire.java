package io.cardea.events.gelf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/** Messages in datagrams; long ones in chunks, of which there are 128 at most. */
final class UdpWire implements Wire {
    /** More chunks a receiver does not take. */
    static final int MAX_CHUNKS = 128;

    private static final short CHUNK = 0x1E0F;
    private static final int CHUNK_HEADER = 12;

    private final String host;
    private final int port;
    private final int chunk;
    private final OptionalInt compression;
    private final RandomGenerator random;
    private final DatagramSocket socket;

    /**
     * @param chunk bytes of a message in one datagram
     * @param compression empty for none
     */
    UdpWire(String host, int port, int chunk, OptionalInt compression, RandomGenerator random)
            throws IOException {
        this.host = host;
        this.port = port;
        this.chunk = chunk;
        this.compression = compression;
        this.random = random;
        this.socket = new DatagramSocket();
    }

    @Override
    public void send(byte[] message) throws IOException {
        byte[] bytes = compression.isPresent() ? packed(message) : message;
        InetSocketAddress to = new InetSocketAddress(host, port);
        if (to.isUnresolved()) throw new IOException("no such host: " + host);
        if (bytes.length <= chunk) {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
            return;
        }
        int count = (bytes.length + chunk - 1) / chunk;
        if (count > MAX_CHUNKS) throw new TooLongException();
        long id = random.nextLong();
        for (int i = 0; i < count; i++) {
            int length = Math.min(chunk, bytes.length - i * chunk);
            ByteBuffer datagram = ByteBuffer.allocate(CHUNK_HEADER + length);
            datagram.putShort(CHUNK).putLong(id).put((byte) i).put((byte) count);
            datagram.put(bytes, i * chunk, length);
            socket.send(new DatagramPacket(datagram.array(), datagram.capacity(), to));
        }
    }

    /** A message that is not to be sent again. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private byte[] packed(byte[] message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip =
                new GZIPOutputStream(bytes) {
                    {
                        def.setLevel(compression.getAsInt());
                    }
                }) {
            zip.write(message);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
