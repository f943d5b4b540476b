package io.cardea.media.port;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The arrays of {@code sendmmsg}, shared by the ports of a loop.
 *
 * <p>Consecutive packets of one size to one destination become one message, which the kernel cuts
 * again ({@code UDP_SEGMENT}): one trip through the stack for all of them, which is most of what
 * sending costs. Only the last segment may be shorter. The bytes lie in one slab, so a segmented
 * message needs one vector.
 *
 * <p>Where the kernel refuses a segmented message (no checksum offload, a tunnel's MTU), its
 * packets are sent one by one; a port that sees this often stops segmenting.
 */
final class SendBatch {
    static final int MESSAGES = 128;
    static final int MAX_SEGMENTS = 16;

    /** Below what IPv4 can carry in one datagram, as the kernel sees a message before cutting. */
    static final int MAX_MESSAGE_BYTES = 60_000;

    private static final int SLAB_BYTES = 256 << 10;

    private final Libc libc;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final MemorySegment slab;

    private final int[] segments = new int[MESSAGES];
    private final int[] segmentBytes = new int[MESSAGES];
    private final int[] messageBytes = new int[MESSAGES];
    private final long[] messageStart = new long[MESSAGES];
    private int messages;
    private int used;

    SendBatch(Arena arena, Libc libc) {
        this.libc = libc;
        headers = arena.allocate((long) MESSAGES * MessageHeader.BYTES, 64);
        vectors = arena.allocate((long) MESSAGES * MessageHeader.VECTOR_BYTES, 64);
        names = arena.allocate((long) MESSAGES * SockAddr.BYTES, 64);
        controls = arena.allocate((long) MESSAGES * MessageHeader.CONTROL_BYTES, 64);
        slab = arena.allocate(SLAB_BYTES, 64);
        for (int i = 0; i < MESSAGES; i++) {
            long header = (long) i * MessageHeader.BYTES;
            long vector = (long) i * MessageHeader.VECTOR_BYTES;
            long control = (long) i * MessageHeader.CONTROL_BYTES;
            long name = names.address() + (long) i * SockAddr.BYTES;
            headers.set(JAVA_LONG, header + MessageHeader.NAME, name);
            headers.set(JAVA_LONG, header + MessageHeader.VECTOR, vectors.address() + vector);
            headers.set(JAVA_LONG, header + MessageHeader.VECTOR_COUNT, 1);
            headers.set(JAVA_LONG, header + MessageHeader.CONTROL, controls.address() + control);
            controls.set(JAVA_LONG, control, MessageHeader.CONTROL_USED);
            controls.set(JAVA_INT, control + 8, Libc.SOL_UDP);
            controls.set(JAVA_INT, control + 12, Libc.UDP_SEGMENT);
        }
    }

    /** Sends packets and releases them. Returns how many were dropped. */
    long send(LinuxPort port, Packet[] batch, int from, int to) {
        long drops = 0;
        int i = from;
        while (i < to) {
            i = gather(port, batch, i, to);
            drops += flush(port);
        }
        return drops;
    }

    /** Fills the arrays from {@code from} on; returns the first packet that found no room. */
    private int gather(LinuxPort port, Packet[] batch, int from, int to) {
        messages = 0;
        used = 0;
        int i = from;
        while (i < to && messages < MESSAGES && used + Packet.CAPACITY <= SLAB_BYTES) {
            i = gatherMessage(port, batch, i, to);
        }
        return i;
    }

    private int gatherMessage(LinuxPort port, Packet[] batch, int from, int to) {
        TransportAddress remote = batch[from].remote();
        int size = batch[from].length();
        int most = port.isSegmenting() ? MAX_SEGMENTS : 1;
        int start = used;
        int count = 0;
        int i = from;
        boolean last = false;
        while (i < to && count < most && !last) {
            Packet packet = batch[i];
            int length = packet.length();
            boolean fits =
                    count == 0
                            || (length <= size
                                    && length > 0
                                    && used - start + length <= MAX_MESSAGE_BYTES
                                    && used + length <= SLAB_BYTES
                                    && packet.remote().equals(remote));
            if (!fits) break;
            MemorySegment.copy(packet.array(), 0, slab, JAVA_BYTE, used, length);
            used += length;
            count++;
            i++;
            last = length < size;
            packet.release();
        }
        int nameLength = SockAddr.write(names, nameAt(messages), remote, port.scope());
        set(messages, start, used - start, count, size, nameLength);
        messages++;
        return i;
    }

    private static long nameAt(int message) {
        return (long) message * SockAddr.BYTES;
    }

    private void set(int m, long start, int bytes, int count, int size, int nameLength) {
        messageStart[m] = start;
        messageBytes[m] = bytes;
        segments[m] = count;
        segmentBytes[m] = size;
        long header = (long) m * MessageHeader.BYTES;
        long vector = (long) m * MessageHeader.VECTOR_BYTES;
        long control = (long) m * MessageHeader.CONTROL_BYTES;
        headers.set(JAVA_INT, header + MessageHeader.NAME_LENGTH, nameLength);
        vectors.set(JAVA_LONG, vector, slab.address() + start);
        vectors.set(JAVA_LONG, vector + 8, bytes);
        boolean segmented = count > 1;
        controls.set(JAVA_SHORT, control + 16, (short) size);
        headers.set(
                JAVA_LONG,
                header + MessageHeader.CONTROL_LENGTH,
                segmented ? MessageHeader.CONTROL_BYTES : 0);
    }

    private long flush(LinuxPort port) {
        long drops = 0;
        int next = 0;
        boolean retried = false;
        while (next < messages) {
            long first = headers.address() + (long) next * MessageHeader.BYTES;
            int sent = libc.sendmmsg(port.fd(), first, messages - next);
            if (sent > 0) {
                next += sent;
                retried = false;
                continue;
            }
            boolean again = sent == -Libc.EINTR || sent == -Libc.ECONNREFUSED;
            if (again && !retried) {
                // A signal, or the report of an earlier packet's fate, which is now forgotten.
                retried = true;
                continue;
            }
            if (sent == -Libc.EAGAIN || sent == -Libc.ENOBUFS) {
                // The kernel's buffer is full: the rest would find it so, too.
                for (int m = next; m < messages; m++) {
                    drops += segments[m];
                }
                return drops;
            }
            boolean refused = sent == -Libc.EINVAL || sent == -Libc.EIO || sent == -Libc.EMSGSIZE;
            if (refused && segments[next] > 1) {
                port.segmentationRefused(sent == -Libc.EIO);
                drops += sendApart(port, next);
            } else {
                drops += segments[next];
            }
            next++;
            retried = false;
        }
        return drops;
    }

    /** The packets of a segmented message one by one. */
    private long sendApart(LinuxPort port, int message) {
        long header = (long) message * MessageHeader.BYTES;
        long vector = (long) message * MessageHeader.VECTOR_BYTES;
        headers.set(JAVA_LONG, header + MessageHeader.CONTROL_LENGTH, 0);
        long drops = 0;
        int left = messageBytes[message];
        long at = slab.address() + messageStart[message];
        while (left > 0) {
            int length = Math.min(left, segmentBytes[message]);
            vectors.set(JAVA_LONG, vector, at);
            vectors.set(JAVA_LONG, vector + 8, length);
            if (libc.sendmmsg(port.fd(), headers.address() + header, 1) != 1) drops++;
            at += length;
            left -= length;
        }
        return drops;
    }
}
