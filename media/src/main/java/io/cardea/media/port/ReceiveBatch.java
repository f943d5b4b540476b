package io.cardea.media.port;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * The arrays of {@code recvmmsg}, shared by the ports of a loop: headers, addresses, and room for
 * each datagram. Set up once; only what the kernel changes is set again.
 */
final class ReceiveBatch {
    static final int MESSAGES = 64;

    private final Libc libc;
    private final SockAddr addresses;
    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment data;
    private long truncated;

    ReceiveBatch(Arena arena, Libc libc, SockAddr addresses) {
        this.libc = libc;
        this.addresses = addresses;
        headers = arena.allocate((long) MESSAGES * MessageHeader.BYTES, 64);
        names = arena.allocate((long) MESSAGES * SockAddr.BYTES, 64);
        data = arena.allocate((long) MESSAGES * Packet.CAPACITY, 64);
        MemorySegment vectors = arena.allocate((long) MESSAGES * MessageHeader.VECTOR_BYTES, 64);
        for (int i = 0; i < MESSAGES; i++) {
            long vector = (long) i * MessageHeader.VECTOR_BYTES;
            vectors.set(JAVA_LONG, vector, data.address() + (long) i * Packet.CAPACITY);
            vectors.set(JAVA_LONG, vector + 8, Packet.CAPACITY);
            long header = (long) i * MessageHeader.BYTES;
            long name = names.address() + (long) i * SockAddr.BYTES;
            headers.set(JAVA_LONG, header + MessageHeader.NAME, name);
            headers.set(JAVA_INT, header + MessageHeader.NAME_LENGTH, SockAddr.BYTES);
            headers.set(JAVA_LONG, header + MessageHeader.VECTOR, vectors.address() + vector);
            headers.set(JAVA_LONG, header + MessageHeader.VECTOR_COUNT, 1);
        }
    }

    long truncated() {
        return truncated;
    }

    /** Receives at most {@code max} datagrams of a socket. */
    int receive(
            int fd,
            TransportAddress local,
            PacketPool pool,
            int max,
            long nowNanos,
            Consumer<Packet> to) {
        int wanted = Math.min(max, MESSAGES);
        int count = libc.recvmmsg(fd, headers.address(), wanted);
        // An ICMP error of something sent, or a signal: what is there is there the second time.
        if (count == -Libc.ECONNREFUSED || count == -Libc.EINTR) {
            count = libc.recvmmsg(fd, headers.address(), wanted);
        }
        int received = 0;
        for (int i = 0; i < count; i++) {
            received += take(i, local, pool, nowNanos, to);
        }
        return received;
    }

    private int take(
            int i, TransportAddress local, PacketPool pool, long nowNanos, Consumer<Packet> to) {
        long header = (long) i * MessageHeader.BYTES;
        headers.set(JAVA_INT, header + MessageHeader.NAME_LENGTH, SockAddr.BYTES);
        int flags = headers.get(JAVA_INT, header + MessageHeader.FLAGS);
        if ((flags & Libc.MSG_TRUNC) != 0) {
            truncated++;
            return 0;
        }
        int length = headers.get(JAVA_INT, header + MessageHeader.LENGTH);
        Packet packet = pool.take();
        MemorySegment.copy(data, JAVA_BYTE, (long) i * Packet.CAPACITY, packet.array(), 0, length);
        packet.length(length);
        packet.arrivalNanos(nowNanos);
        packet.route(local, addresses.read(names, (long) i * SockAddr.BYTES));
        to.accept(packet);
        return 1;
    }
}
