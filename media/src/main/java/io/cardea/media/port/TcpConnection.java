package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Packets over one TCP connection, accepted or made, plain or TLS.
 *
 * <p>Belongs to a loop. A peer that does not read loses packets once {@value #MAX_PENDING} bytes
 * wait; one that breaks the framing is closed.
 */
final class TcpConnection implements Reactor.Ready {
    /** Bytes that may wait to be sent: a second of 2 Mbit/s. */
    static final int MAX_PENDING = 256 << 10;

    private static final int IN_BYTES = 16 << 10;
    private static final int FIRST_OUT_BYTES = 4 << 10;

    private final SocketChannel channel;
    private final Framing framing;
    private final TransportAddress local;
    private final TransportAddress remote;
    private final Reactor reactor;
    private final @Nullable TlsClient tls;
    private final ByteBuffer in = ByteBuffer.allocate(IN_BYTES);
    private ByteBuffer out = ByteBuffer.allocate(FIRST_OUT_BYTES);
    private @Nullable SelectionKey key;
    private boolean open = true;
    private long packetsIn;
    private long activeNanos;
    private long sendDrops;

    TcpConnection(
            Reactor reactor,
            SocketChannel channel,
            Framing framing,
            TransportAddress local,
            TransportAddress remote,
            @Nullable TlsClient tls) {
        this.reactor = reactor;
        this.channel = channel;
        this.framing = framing;
        this.local = local;
        this.remote = remote;
        this.tls = tls;
        this.activeNanos = reactor.now();
    }

    /** Begins; the channel may still be connecting. */
    void register() throws IOException {
        int operations = channel.isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
        key = reactor.register(channel, operations, this);
    }

    boolean isOpen() {
        return open;
    }

    /** Packets received over it. */
    long packetsIn() {
        return packetsIn;
    }

    /** When bytes last came in, or it was made. */
    long activeNanos() {
        return activeNanos;
    }

    long sendDrops() {
        return sendDrops;
    }

    TransportAddress remote() {
        return remote;
    }

    @Override
    public int ready(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
        try {
            if (!channel.isConnected() && !channel.finishConnect()) return 0;
            long before = packetsIn;
            read(pool, nowNanos, to);
            if (open) flush();
            return (int) (packetsIn - before);
        } catch (IOException e) {
            close();
            return 0;
        }
    }

    private void read(PacketPool pool, long nowNanos, Consumer<Packet> to) throws IOException {
        int count;
        do {
            count = tls == null ? channel.read(in) : tls.read(channel, in);
            if (count > 0) activeNanos = nowNanos;
            in.flip();
            while (open && takePacket(pool, nowNanos, to)) {}
            in.compact();
            // What TLS has decrypted, no readiness will tell of.
        } while (open && tls != null && count > 0);
        if (count < 0) close();
    }

    private boolean takePacket(PacketPool pool, long nowNanos, Consumer<Packet> to) {
        int frame = framing.frame(in);
        if (frame == Framing.MALFORMED) {
            reactor.countReceiveDrop();
            close();
            return false;
        }
        if (frame == Framing.INCOMPLETE || in.remaining() < frame) return false;
        int end = in.position() + frame;
        int length = framing.packetBytes(in, frame);
        in.position(in.position() + framing.headerBytes());
        if (length > 0 && !isPlausible(in.get(in.position()))) {
            reactor.countReceiveDrop();
            close();
            return false;
        }
        if (length > 0) {
            Packet packet = pool.take();
            in.get(packet.array(), 0, length);
            packet.length(length);
            packet.arrivalNanos(nowNanos);
            packet.route(local, remote);
            packetsIn++;
            to.accept(packet);
        }
        if (open) in.position(end);
        return true;
    }

    /** A client of ICE-TCP begins with a connectivity check; anything else is a stranger. */
    private boolean isPlausible(byte first) {
        return packetsIn > 0 || framing != Framing.RFC4571 || (first & 0xFF) < 4;
    }

    /** Queues a packet, lent; {@link #flush} sends. */
    void send(Packet lent) {
        int needed = lent.length() + Framing.MAX_OVERHEAD;
        if (!open || out.position() + needed > MAX_PENDING) {
            sendDrops++;
            return;
        }
        if (out.remaining() < needed) {
            int bigger = Math.max(out.capacity() * 2, out.position() + needed);
            out = ByteBuffer.allocate(bigger).put(out.flip());
        }
        framing.write(lent, out);
    }

    void flush() {
        if (!open || !channel.isConnected()) return;
        try {
            out.flip();
            boolean more = tls == null ? writePlain() : tls.write(channel, out);
            out.compact();
            interest(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } catch (IOException e) {
            close();
        }
    }

    private boolean writePlain() throws IOException {
        if (out.hasRemaining()) channel.write(out);
        return out.hasRemaining();
    }

    private void interest(int operations) {
        SelectionKey current = key;
        if (current != null && current.isValid() && current.interestOps() != operations) {
            current.interestOps(operations);
            reactor.wakeUp(); // whoever selects at the moment must look again
        }
    }

    void close() {
        if (!open) return;
        open = false;
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError("socket does not close", e);
        }
    }
}
