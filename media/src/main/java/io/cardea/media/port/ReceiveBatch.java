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
 * each message. Set up once; only what the kernel changes is set again.
 *
 * <p>A message may be several datagrams of one sender, of one size but for the last, which the
 * kernel has kept together ({@code UDP_GRO}): they are cut apart here.
 */
final class ReceiveBatch {
    static final int MESSAGES = 64;

    /** The most a message can carry; of this memory only what is filled is ever touched. */
    static final int MESSAGE_BYTES = 65_536;

    private final Libc libc;
    private final SockAddr addresses;
    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final MemorySegment data;
    private long truncated;

    ReceiveBatch(Arena arena, Libc libc, SockAddr addresses) {
        this.libc = libc;
        this.addresses = addresses;
        headers = arena.allocate((long) MESSAGES * MessageHeader.BYTES, 64);
        names = arena.allocate((long) MESSAGES * SockAddr.BYTES, 64);
        controls = arena.allocate((long) MESSAGES * MessageHeader.CONTROL_BYTES, 64);
        data = arena.allocate((long) MESSAGES * MESSAGE_BYTES, 64);
        MemorySegment vectors = arena.allocate((long) MESSAGES * MessageHeader.VECTOR_BYTES, 64);
        for (int i = 0; i < MESSAGES; i++) {
            long vector = (long) i * MessageHeader.VECTOR_BYTES;
            vectors.set(JAVA_LONG, vector, data.address() + (long) i * MESSAGE_BYTES);
            vectors.set(JAVA_LONG, vector + 8, MESSAGE_BYTES);
            long header = (long) i * MessageHeader.BYTES;
            long name = names.address() + (long) i * SockAddr.BYTES;
            headers.set(JAVA_LONG, header + MessageHeader.NAME, name);
            long control = controls.address() + (long) i * MessageHeader.CONTROL_BYTES;
            headers.set(JAVA_LONG, header + MessageHeader.CONTROL, control);
            expect(header);
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

    /** What the kernel has changed, as it was. */
    private void expect(long header) {
        headers.set(JAVA_INT, header + MessageHeader.NAME_LENGTH, SockAddr.BYTES);
        headers.set(JAVA_LONG, header + MessageHeader.CONTROL_LENGTH, MessageHeader.CONTROL_BYTES);
    }

    private int take(
            int i, TransportAddress local, PacketPool pool, long nowNanos, Consumer<Packet> to) {
        long header = (long) i * MessageHeader.BYTES;
        int length = headers.get(JAVA_INT, header + MessageHeader.LENGTH);
        int flags = headers.get(JAVA_INT, header + MessageHeader.FLAGS);
        int segment = segment(i, length);
        expect(header);
        if ((flags & Libc.MSG_TRUNC) != 0 || segment > Packet.CAPACITY) {
            truncated++;
            return 0;
        }
        TransportAddress remote = addresses.read(names, (long) i * SockAddr.BYTES);
        long start = (long) i * MESSAGE_BYTES;
        int taken = 0;
        int at = 0;
        do {
            int part = Math.min(segment, length - at);
            Packet packet = pool.take();
            MemorySegment.copy(data, JAVA_BYTE, start + at, packet.array(), 0, part);
            packet.length(part);
            packet.arrivalNanos(nowNanos);
            packet.route(local, remote);
            to.accept(packet);
            at += part;
            taken++;
        } while (at < length);
        return taken;
    }

    /** The size of a message's datagrams. */
    private int segment(int i, int length) {
        long control = (long) i * MessageHeader.CONTROL_BYTES;
        long header = (long) i * MessageHeader.BYTES;
        long used = headers.get(JAVA_LONG, header + MessageHeader.CONTROL_LENGTH);
        boolean cut =
                used >= MessageHeader.CONTROL_INT
                        && controls.get(JAVA_INT, control + MessageHeader.CONTROL_LEVEL)
                                == Libc.SOL_UDP
                        && controls.get(JAVA_INT, control + MessageHeader.CONTROL_TYPE)
                                == Libc.UDP_GRO;
        int segment = cut ? controls.get(JAVA_INT, control + MessageHeader.CONTROL_VALUE) : length;
        return segment > 0 ? segment : length;
    }
}
