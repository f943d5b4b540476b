package io.cardea.media.port;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a loop on Linux: {@code recvmmsg}, {@code sendmmsg} with segmentation, {@code
 * epoll} and an {@code eventfd} for wake-ups, through the foreign-function API.
 *
 * <p>TCP is rare and stays with the JDK's channels: {@link TcpWatcher} waits for them in its own
 * thread, which exists only while there are any, and wakes the loop.
 */
final class LinuxPorts implements Ports {
    private static final int EVENTS = 64;
    private static final long WAKE_UP = -1;

    private final PortSettings settings;
    private final Arena arena = Arena.ofShared();
    private final Libc libc = new Libc(arena);
    private final ReceiveBatch receiveBatch;
    private final SendBatch sendBatch;
    private final MemorySegment events;
    private final MemorySegment scratch = arena.allocate(64, 64);
    private final int eventBytes = Libc.isEpollEventPacked() ? 12 : 16;
    private final int eventData = Libc.isEpollEventPacked() ? 4 : 8;
    private final int epoll;
    private final int wakeFd;
    private final Map<Long, LinuxPort> byFd = new HashMap<>();
    private final AtomicBoolean wakePending = new AtomicBoolean();

    // What another thread needs for a wake-up: own errno, own eight bytes.
    private final Libc wakeLibc = new Libc(arena);
    private final MemorySegment one = arena.allocate(JAVA_LONG);

    private @Nullable TcpWatcher tcp;
    private int ready;
    private boolean closed;

    LinuxPorts(PortSettings settings) throws IOException {
        this.settings = settings;
        receiveBatch = new ReceiveBatch(arena, libc, new SockAddr());
        sendBatch = new SendBatch(arena, libc);
        events = arena.allocate((long) EVENTS * eventBytes, 64);
        one.set(JAVA_LONG, 0, 1);
        epoll = libc.epollCreate();
        wakeFd = libc.eventfd();
        if (epoll < 0 || wakeFd < 0) {
            arena.close();
            throw new IOException("epoll or eventfd refused");
        }
        watch(wakeFd, WAKE_UP);
    }

    private void watch(int fd, long data) throws IOException {
        scratch.set(JAVA_INT_UNALIGNED, 0, Libc.EPOLLIN);
        scratch.set(JAVA_LONG_UNALIGNED, eventData, data);
        int result = libc.epollCtl(epoll, Libc.EPOLL_CTL_ADD, fd, scratch.address());
        if (result < 0) throw new IOException("epoll_ctl: errno " + -result);
    }

    ReceiveBatch receiveBatch() {
        return receiveBatch;
    }

    SendBatch sendBatch() {
        return sendBatch;
    }

    @Override
    public Port udp(TransportAddress address) throws IOException {
        int family = address.isIpv6() ? Libc.AF_INET6 : Libc.AF_INET;
        int fd = libc.socket(family, Libc.SOCK_DGRAM_NONBLOCK_CLOEXEC);
        if (fd < 0) throw new IOException("socket: errno " + -fd);
        try {
            setOptions(fd, address);
            int scope = scope(address);
            int length = SockAddr.write(scratch, 0, address, scope);
            int bound = libc.bind(fd, scratch.address(), length);
            if (bound == -Libc.EADDRINUSE) throw new BindException("address in use");
            if (bound < 0) throw new IOException("bind: errno " + -bound);
            scratch.set(JAVA_INT, 48, SockAddr.BYTES);
            int named = libc.getsockname(fd, scratch.address(), scratch.address() + 48);
            if (named < 0) throw new IOException("getsockname: errno " + -named);
            TransportAddress local = address.withPort(SockAddr.port(scratch, 0));
            watch(fd, fd);
            LinuxPort port = new LinuxPort(this, fd, local, scope, settings.segmentation());
            byFd.put((long) fd, port);
            return port;
        } catch (IOException | RuntimeException e) {
            libc.close(fd);
            throw e;
        }
    }

    private void setOptions(int fd, TransportAddress address) {
        // With the right to, beyond the system's limit; otherwise as far as that goes.
        if (option(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, settings.receiveBufferBytes()) < 0) {
            option(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, settings.receiveBufferBytes());
        }
        if (option(fd, Libc.SOL_SOCKET, Libc.SO_SNDBUFFORCE, settings.sendBufferBytes()) < 0) {
            option(fd, Libc.SOL_SOCKET, Libc.SO_SNDBUF, settings.sendBufferBytes());
        }
        // Older kernels do not know it, and then hand over datagrams one by one.
        if (settings.segmentation()) option(fd, Libc.SOL_UDP, Libc.UDP_GRO, 1);
        if (address.isIpv6()) option(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 1);
        if (settings.dscp() == 0) return;
        int tos = settings.dscp() << 2;
        if (address.isIpv6()) {
            option(fd, Libc.IPPROTO_IPV6, Libc.IPV6_TCLASS, tos);
        } else {
            option(fd, Libc.IPPROTO_IP, Libc.IP_TOS, tos);
        }
    }

    private int option(int fd, int level, int name, int value) {
        scratch.set(JAVA_INT, 32, value);
        return libc.setsockopt(fd, level, name, scratch.address() + 32, Integer.BYTES);
    }

    private static int scope(TransportAddress address) throws SocketException {
        if (!address.isIpv6() || !address.inetAddress().isLinkLocalAddress()) return 0;
        NetworkInterface nic = NetworkInterface.getByInetAddress(address.inetAddress());
        return nic == null ? 0 : nic.getIndex();
    }

    /** {@code struct ip_mreqn} and {@code struct ipv6_mreq}; interface 0 is the system's choice. */
    void join(LinuxPort port, InetAddress group, int interfaceIndex) throws IOException {
        byte[] address = group.getAddress();
        boolean ipv6 = address.length == 16;
        if (ipv6 != port.local().isIpv6())
            throw new IOException("multicast group of another family");
        scratch.asSlice(0, 20).fill((byte) 0);
        MemorySegment.copy(address, 0, scratch, JAVA_BYTE, 0, address.length);
        int level = ipv6 ? Libc.IPPROTO_IPV6 : Libc.IPPROTO_IP;
        int name = ipv6 ? Libc.IPV6_ADD_MEMBERSHIP : Libc.IP_ADD_MEMBERSHIP;
        int at = ipv6 ? 16 : 8; // behind the group, and in IPv4 a local address that is not used
        scratch.set(JAVA_INT, at, interfaceIndex);
        int joined = libc.setsockopt(port.fd(), level, name, scratch.address(), at + 4);
        if (joined < 0) throw new IOException("joining a multicast group: errno " + -joined);
        // Only what this socket has joined, not what any on this machine has.
        int all = ipv6 ? Libc.IPV6_MULTICAST_ALL : Libc.IP_MULTICAST_ALL;
        option(port.fd(), level, all, 0);
    }

    void closed(LinuxPort port) {
        byFd.remove((long) port.fd());
        libc.epollCtl(epoll, Libc.EPOLL_CTL_DEL, port.fd(), scratch.address());
        libc.close(port.fd());
        // What was ready may be this one, or soon another with its number.
        ready = 0;
    }

    @Override
    public Port listen(TransportAddress address) throws IOException {
        TcpWatcher watcher = tcp();
        return watcher.change(reactor -> new TcpListener(reactor, address, settings));
    }

    @Override
    public Port connect(TransportAddress server, String tlsHost) throws IOException {
        TcpWatcher watcher = tcp();
        return watcher.change(
                reactor -> new TurnConnection(reactor, server, tlsHost, this::wakeUp));
    }

    private TcpWatcher tcp() throws IOException {
        TcpWatcher watcher = tcp;
        if (watcher == null) {
            watcher = new TcpWatcher(this::wakeUp);
            tcp = watcher;
        }
        return watcher;
    }

    @Override
    public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to)
            throws IOException {
        if (ready == 0) ready = poll(0);
        int found = ready;
        ready = 0;
        int received = 0;
        for (int i = 0; i < found; i++) {
            long data = events.get(JAVA_LONG_UNALIGNED, (long) i * eventBytes + eventData);
            if (data == WAKE_UP) {
                libc.read(wakeFd, scratch.address(), Long.BYTES);
                wakePending.set(false);
                continue;
            }
            LinuxPort port = byFd.get(data);
            if (port != null) received += port.receive(pool, max, nowNanos, to);
        }
        if (tcp != null) received += tcp.poll(pool, max, nowNanos, to);
        return received;
    }

    private int poll(int timeoutMillis) throws IOException {
        int count = libc.epollWait(epoll, events.address(), EVENTS, timeoutMillis);
        if (count == -Libc.EINTR) return 0;
        if (count < 0) throw new IOException("epoll_wait: errno " + -count);
        return count;
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        if (ready > 0) return;
        // Rounded up: waking before the deadline would only mean to wait again.
        ready = poll((int) Math.min(60_000, (timeoutNanos + 999_999) / 1_000_000));
    }

    @Override
    public void wakeUp() {
        // Once until it is seen; the lock keeps a late caller away from memory that is gone.
        if (!wakePending.compareAndSet(false, true)) return;
        synchronized (one) {
            if (!closed) wakeLibc.write(wakeFd, one.address(), Long.BYTES);
        }
    }

    @Override
    public long receiveDrops() {
        return receiveBatch.truncated() + (tcp == null ? 0 : tcp.receiveDrops());
    }

    @Override
    public String describe() {
        return settings.segmentation() ? "linux, segmentation offload" : "linux";
    }

    @Override
    public void close() {
        if (closed) return;
        if (tcp != null) tcp.close();
        List<LinuxPort> open = new ArrayList<>(byFd.values());
        open.forEach(LinuxPort::close);
        synchronized (one) {
            closed = true;
            libc.close(wakeFd);
            libc.close(epoll);
            arena.close();
        }
    }
}
