package io.cardea.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A client's Unix socket, which blocks; received with a limit of fifteen seconds. */
final class UnixPeer implements AutoCloseable {
    private static final int SEQPACKET = 5;
    private static final int DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment buffer = arena.allocate(1 << 20);
    private final int fd;

    private UnixPeer(int type) {
        fd = call("socket", 1, type, 0, 0, 0);
        MemorySegment limit = arena.allocate(16, 8);
        limit.set(JAVA_LONG, 0, 15);
        call("setsockopt", fd, SOL_SOCKET, SO_RCVTIMEO, limit.address(), 16);
    }

    /** A connection. */
    static UnixPeer connected(Path to) throws IOException {
        UnixPeer peer = new UnixPeer(SEQPACKET);
        peer.name("connect", to);
        return peer;
    }

    /** A socket for datagrams, with a path of its own, or without one. */
    static UnixPeer bound(Path own, Path to) throws IOException {
        UnixPeer peer = unbound(to);
        peer.name("bind", own);
        return peer;
    }

    static UnixPeer unbound(Path to) throws IOException {
        UnixPeer peer = new UnixPeer(DGRAM);
        peer.name("connect", to);
        return peer;
    }

    private static int call(String name, long a, long b, long c, long d, long e) {
        try {
            MemorySegment function = LINKER.defaultLookup().findOrThrow(name);
            return (int) (long) CALL.invokeExact(function, a, b, c, d, e);
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }

    private void name(String call, Path path) throws IOException {
        MemorySegment address = arena.allocate(110, 8);
        address.set(JAVA_SHORT, 0, (short) 1);
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 2, bytes.length);
        if (call(call, fd, address.address(), 3 + bytes.length, 0, 0) != 0) {
            throw new IOException(call + " " + path);
        }
    }

    void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment message = arena.allocateFrom(JAVA_BYTE, bytes);
        if (call("send", fd, message.address(), bytes.length, 0x4000, 0) != bytes.length) {
            throw new AssertionError("not sent");
        }
    }

    /** The next message, empty at the end of the connection; nothing if none comes. */
    Optional<String> receive() {
        int length = call("recv", fd, buffer.address(), buffer.byteSize(), 0, 0);
        if (length < 0) return Optional.empty();
        return Optional.of(
                new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        call("close", fd, 0, 0, 0, 0);
    }
}
