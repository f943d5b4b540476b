package io.cardea.transport.nanomsg.sp;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** The other side of a connection, byte by byte; reading blocks. */
public final class Peer implements AutoCloseable {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final SocketChannel channel;
    private final boolean ipc;

    public Peer(SocketChannel channel, boolean ipc) {
        this.channel = channel;
        this.ipc = ipc;
    }

    /** Connected to somebody who listens, without a word so far. */
    public static Peer connected(Address to) throws IOException {
        return switch (to) {
            case Address.Tcp(_, _, int port) ->
                    new Peer(SocketChannel.open(new InetSocketAddress("127.0.0.1", port)), false);
            case Address.Ipc(String path) ->
                    new Peer(SocketChannel.open(UnixDomainSocketAddress.of(path)), true);
        };
    }

    /** The same, greeted as whoever speaks that protocol. */
    public static Peer greeted(Address to, Protocol as) throws IOException {
        Peer peer = connected(to);
        peer.greet(as);
        return peer;
    }

    /** Somebody to dial. */
    public static ServerSocketChannel listening(Address on) throws IOException {
        return switch (on) {
            case Address.Tcp(_, _, int port) ->
                    ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port));
            case Address.Ipc(String path) ->
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(UnixDomainSocketAddress.of(path));
        };
    }

    public void greet(Protocol as) throws IOException {
        write(Frames.header(as));
        read(Frames.HEADER_BYTES);
    }

    public void send(String text) throws IOException {
        write(Frames.message(text.getBytes(StandardCharsets.UTF_8), ipc));
    }

    public void write(ByteBuffer... parts) throws IOException {
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                channel.write(part);
            }
        }
    }

    public String receive() throws IOException {
        if (ipc && read(1).get() != Frames.IN_BAND) throw new IOException("no message");
        int length = Math.toIntExact(read(Frames.LENGTH_BYTES).getLong());
        return StandardCharsets.UTF_8.decode(read(length)).toString();
    }

    /** So many bytes. */
    public ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) throw new EOFException("closed");
        }
        return bytes.flip();
    }

    /** Whether the other side closes it, whatever it says before that. */
    public boolean isClosedByOther() {
        ByteBuffer some = ByteBuffer.allocate(1_024);
        try {
            while (channel.read(some.clear()) >= 0) {
                continue;
            }
        } catch (IOException e) {
            return true; // reset, since we had said something that was not read
        }
        return true;
    }

    /** Waits for something that another thread does. */
    public static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("waited in vain");
            Thread.sleep(5);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
