package io.cardea.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@code PAIR} socket of Nanomsg with one connection; received with a limit of eight seconds. */
final class NanomsgPeer implements AutoCloseable {
    /** What is received at the end of the connection. */
    static final String END = "end of the connection";

    private static final int PATIENCE_SECONDS = 8;
    private static final int PAIR = 0x10;

    private final SocketChannel channel;
    private final boolean ipc;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    private NanomsgPeer(SocketChannel channel, boolean ipc) {
        this.channel = channel;
        this.ipc = ipc;
    }

    /** Connected, and silent so far. */
    static NanomsgPeer silent(SocketAddress to) throws IOException {
        NanomsgPeer peer =
                new NanomsgPeer(SocketChannel.open(to), to instanceof UnixDomainSocketAddress);
        Thread.startVirtualThread(peer::read);
        return peer;
    }

    /** Connected, having said what it is. */
    static NanomsgPeer greeting(SocketAddress to, int protocol) throws IOException {
        NanomsgPeer peer = silent(to);
        peer.greet(protocol);
        return peer;
    }

    /**
     * Connected, and known to have been let in, which takes a while after another peer has gone.
     * What comes meanwhile is received later.
     */
    static NanomsgPeer admitted(SocketAddress to) throws IOException, InterruptedException {
        String ping = "{\"janus\":\"ping\",\"transaction\":\"admitted?\"}";
        for (int attempt = 0; attempt < 80; attempt++) {
            NanomsgPeer peer = greeting(to, PAIR);
            peer.trySend(ping);
            if (peer.skimTo("admitted?")) return peer;
            peer.close();
            Thread.sleep(100);
        }
        throw new IOException("never admitted to " + to);
    }

    /** The server connects to it. */
    static NanomsgPeer dialled(Path on) throws IOException {
        Files.deleteIfExists(on);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(on));
            NanomsgPeer peer = new NanomsgPeer(server.accept(), true);
            peer.greet(PAIR);
            Thread.startVirtualThread(peer::read);
            return peer;
        } finally {
            Files.deleteIfExists(on);
        }
    }

    static SocketAddress tcp(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    /** Whether it comes, before the end; the rest of what came is received later. */
    private boolean skimTo(String text) throws InterruptedException {
        BlockingQueue<String> others = new LinkedBlockingQueue<>();
        while (true) {
            String next = receive().orElse(END);
            if (next.equals(END)) return false;
            if (next.contains(text)) break;
            others.add(next);
        }
        received.addAll(others);
        return true;
    }

    private void greet(int protocol) throws IOException {
        write(ByteBuffer.wrap(new byte[] {0, 'S', 'P', 0, 0, (byte) protocol, 0, 0}));
    }

    void send(String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        announce(body.length);
        write(ByteBuffer.wrap(body));
    }

    private void trySend(String text) {
        try {
            send(text);
        } catch (IOException e) {
            // turned away, which reading tells
        }
    }

    /** Sends what stands before a message of so many bytes. */
    void announce(long bytes) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(9);
        if (ipc) head.put((byte) 1);
        write(head.putLong(bytes).flip());
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The next message, or {@link #END}; nothing if none comes. */
    Optional<String> receive() throws InterruptedException {
        return Optional.ofNullable(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private void read() {
        try {
            byte[] header = read(8).array();
            if (header[5] != PAIR) throw new IOException("no pair");
            while (true) {
                if (ipc && read(1).get() != 1) throw new IOException("no message");
                int length = Math.toIntExact(read(8).getLong());
                received.add(new String(read(length).array(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            received.add(END);
        }
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) throw new EOFException();
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
