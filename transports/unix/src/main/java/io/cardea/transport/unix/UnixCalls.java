package io.cardea.transport.unix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The system calls of Unix sockets, as 64-bit Linux has them. Each returns what libc does, and
 * {@code -errno} where libc returns -1. One thread at a time.
 */
final class UnixCalls {
    static final int SEQPACKET = 5;
    static final int DGRAM = 2;
    static final int POLLIN = 1;
    static final int POLLOUT = 4;
    static final int POLLERR_POLLHUP = 0x18;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EMSGSIZE = 90;

    private static final int AF_UNIX = 1;
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int PATH_AT = 2;
    private static final int ADDRESS_BYTES = 110;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle CALL =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG),
                    Linker.Option.captureCallState("errno"));

    private final MemorySegment state;
    private final MemorySegment address;
    private final MemorySegment addressLength;
    private final MemorySegment buffer;
    private final MemorySegment word;

    UnixCalls(Arena arena, int bufferBytes) {
        state = arena.allocate(STATE);
        address = arena.allocate(ADDRESS_BYTES, 8);
        addressLength = arena.allocate(JAVA_INT);
        buffer = arena.allocate(bufferBytes, 8);
        word = arena.allocate(JAVA_LONG);
    }

    /** Whether this is a system whose structures we know. */
    static boolean isSupported() {
        String arch = System.getProperty("os.arch");
        return System.getProperty("os.name").equals("Linux")
                && ADDRESS.byteSize() == 8
                && (arch.equals("amd64") || arch.equals("aarch64") || arch.equals("riscv64"));
    }

    private int call(String name, long a, long b, long c, long d, long e, long f) {
        MemorySegment function = LINKER.defaultLookup().findOrThrow(name);
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(function, state, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw new AssertionError("a system call threw", thrown);
        }
        return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    static int checked(String what, int returned) throws IOException {
        if (returned < 0) throw new IOException(what + " failed, errno " + -returned);
        return returned;
    }

    int socket(int type) {
        return call("socket", AF_UNIX, type | NONBLOCK_CLOEXEC, 0, 0, 0, 0);
    }

    int bind(int fd, String path) throws IOException {
        return call("bind", fd, address.address(), address(path), 0, 0, 0);
    }

    int listen(int fd, int backlog) {
        return call("listen", fd, backlog, 0, 0, 0, 0);
    }

    int accept(int fd) {
        return call("accept4", fd, 0, 0, NONBLOCK_CLOEXEC, 0, 0);
    }

    int close(int fd) {
        return call("close", fd, 0, 0, 0, 0, 0);
    }

    int eventfd() {
        return call("eventfd", 0, NONBLOCK_CLOEXEC, 0, 0, 0, 0);
    }

    void signal(int eventfd) {
        word.set(JAVA_LONG, 0, 1);
        call("write", eventfd, word.address(), Long.BYTES, 0, 0, 0);
    }

    void clear(int eventfd) {
        call("read", eventfd, word.address(), Long.BYTES, 0, 0, 0);
    }

    int poll(MemorySegment entries, int count, int timeoutMillis) {
        return call("poll", entries.address(), count, timeoutMillis, 0, 0, 0);
    }

    /** Its real length, though more than the buffer takes. */
    int receive(int fd) {
        return call("recv", fd, buffer.address(), buffer.byteSize(), MSG_TRUNC, 0, 0);
    }

    /** The same, noting from whom. */
    int receiveFrom(int fd) {
        addressLength.set(JAVA_INT, 0, ADDRESS_BYTES);
        return call(
                "recvfrom",
                fd,
                buffer.address(),
                buffer.byteSize(),
                MSG_TRUNC,
                address.address(),
                addressLength.address());
    }

    /** The path of whom the last datagram came from; empty for a socket without one. */
    String sender() {
        int length = addressLength.get(JAVA_INT, 0) - PATH_AT;
        // One in the abstract namespace begins with a zero, and is no path.
        if (length <= 0 || address.get(JAVA_BYTE, PATH_AT) == 0) return "";
        byte[] bytes = address.asSlice(PATH_AT, length).toArray(JAVA_BYTE);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** What was received. */
    String text(int length) {
        return new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    int send(int fd, MemorySegment message) {
        return call("send", fd, message.address(), message.byteSize(), MSG_NOSIGNAL, 0, 0);
    }

    int sendTo(int fd, MemorySegment message, String path) throws IOException {
        int length = address(path);
        return call(
                "sendto",
                fd,
                message.address(),
                message.byteSize(),
                MSG_NOSIGNAL,
                address.address(),
                length);
    }

    private int address(String path) throws IOException {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= ADDRESS_BYTES - PATH_AT)
            throw new IOException("path too long: " + path);
        address.fill((byte) 0);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, PATH_AT, bytes.length);
        return PATH_AT + bytes.length + 1;
    }
}
