package io.cardea.media.port;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the Linux port, as 64-bit Linux has them.
 *
 * <p>Pointers travel as longs, so that no call makes an object. Each call returns what libc does,
 * and {@code -errno} where libc returns -1. All have one signature: each of its own would cost a
 * start some tens of milliseconds.
 */
final class Libc {
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int EMSGSIZE = 90;
    static final int EADDRINUSE = 98;
    static final int ENOBUFS = 105;
    static final int ECONNREFUSED = 111;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int IPPROTO_IP = 0;
    static final int IP_TOS = 1;
    static final int IP_ADD_MEMBERSHIP = 35;
    static final int IP_MULTICAST_ALL = 49;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_ADD_MEMBERSHIP = 20;
    static final int IPV6_V6ONLY = 26;
    static final int IPV6_MULTICAST_ALL = 29;
    static final int IPV6_TCLASS = 67;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;
    static final int MSG_TRUNC = 0x20;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLLIN = 1;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

    /**
     * Any function of at most five whole numbers and pointers: calling conventions widen them all.
     */
    private static final MethodHandle CALL =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    CAPTURE);

    private static final MemorySegment SOCKET = function("socket");
    private static final MemorySegment BIND = function("bind");
    private static final MemorySegment GETSOCKNAME = function("getsockname");
    private static final MemorySegment SETSOCKOPT = function("setsockopt");
    private static final MemorySegment CLOSE = function("close");
    private static final MemorySegment RECVMMSG = function("recvmmsg");
    private static final MemorySegment SENDMMSG = function("sendmmsg");
    private static final MemorySegment EPOLL_CREATE1 = function("epoll_create1");
    private static final MemorySegment EPOLL_CTL = function("epoll_ctl");
    private static final MemorySegment EPOLL_WAIT = function("epoll_wait");
    private static final MemorySegment EVENTFD = function("eventfd");
    private static final MemorySegment READ = function("read");
    private static final MemorySegment WRITE = function("write");

    private final MemorySegment state;

    /** For one thread at a time: holds the errno of the last call. */
    Libc(Arena arena) {
        state = arena.allocate(STATE);
    }

    /** Whether this is a system whose structures we know: 64-bit Linux, little-endian. */
    static boolean isSupported() {
        String arch = System.getProperty("os.arch");
        boolean known = arch.equals("amd64") || arch.equals("aarch64") || arch.equals("riscv64");
        return known
                && System.getProperty("os.name").equals("Linux")
                && ADDRESS.byteSize() == 8
                && java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    }

    /** {@code struct epoll_event} is packed on x86-64 only. */
    static boolean isEpollEventPacked() {
        return System.getProperty("os.arch").equals("amd64");
    }

    private static MemorySegment function(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    private int call(MemorySegment function, long a, long b, long c, long d, long e) {
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(function, state, a, b, c, d, e);
        } catch (Throwable thrown) {
            throw new AssertionError("a system call threw", thrown);
        }
        return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    int socket(int family, int type) {
        return call(SOCKET, family, type, 0, 0, 0);
    }

    int bind(int fd, long address, int length) {
        return call(BIND, fd, address, length, 0, 0);
    }

    int getsockname(int fd, long address, long length) {
        return call(GETSOCKNAME, fd, address, length, 0, 0);
    }

    int setsockopt(int fd, int level, int name, long value, int length) {
        return call(SETSOCKOPT, fd, level, name, value, length);
    }

    int close(int fd) {
        return call(CLOSE, fd, 0, 0, 0, 0);
    }

    int recvmmsg(int fd, long messages, int count) {
        return call(RECVMMSG, fd, messages, count, 0, 0);
    }

    int sendmmsg(int fd, long messages, int count) {
        return call(SENDMMSG, fd, messages, count, 0, 0);
    }

    int epollCreate() {
        return call(EPOLL_CREATE1, EPOLL_CLOEXEC, 0, 0, 0, 0);
    }

    int epollCtl(int epoll, int operation, int fd, long event) {
        return call(EPOLL_CTL, epoll, operation, fd, event, 0);
    }

    int epollWait(int epoll, long events, int count, int timeoutMillis) {
        return call(EPOLL_WAIT, epoll, events, count, timeoutMillis, 0);
    }

    int eventfd() {
        return call(EVENTFD, 0, EFD_NONBLOCK_CLOEXEC, 0, 0, 0);
    }

    int read(int fd, long buffer, long count) {
        return call(READ, fd, buffer, count, 0, 0);
    }

    int write(int fd, long buffer, long count) {
        return call(WRITE, fd, buffer, count, 0, 0);
    }
}
