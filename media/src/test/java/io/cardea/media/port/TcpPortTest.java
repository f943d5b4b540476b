package io.cardea.media.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ICE-TCP and connections to TURN servers, under both implementations. */
class TcpPortTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_WAITS = 50;

    private final PacketPool pool = new PacketPool();
    private long now = SECOND;

    static Stream<PortKind> kinds() {
        return Stream.of(PortKind.LINUX, PortKind.NIO)
                .filter(kind -> kind == PortKind.NIO || Libc.isSupported());
    }

    private static TransportAddress loopback() {
        return TransportAddress.of(Protocol.TCP, InetAddress.getLoopbackAddress(), 0);
    }

    private List<Packet> receive(Ports ports, int wanted) throws IOException {
        List<Packet> received = new ArrayList<>();
        for (int i = 0; i < MAX_WAITS && received.size() < wanted; i++) {
            ports.receive(pool, 64, now, received::add);
            if (received.size() < wanted) ports.await(SECOND / 4);
        }
        return received;
    }

    private static Socket client(Port listener) throws IOException {
        Socket socket = new Socket();
        socket.connect(listener.local().inetSocketAddress());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void framesPacketsBothWays(PortKind kind) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port listener = ports.listen(loopback());
            try (Socket client = client(listener)) {
                client.getOutputStream().write(new byte[] {0, 2, 1, 6, 0, 1, 7, 0});
                client.getOutputStream().flush();
                List<Packet> received = receive(ports, 2);
                client.getOutputStream().write(new byte[] {1, 8});
                received.addAll(receive(ports, 1));

                assertArrayEquals(new byte[] {1, 6}, received.get(0).toBytes());
                assertArrayEquals(new byte[] {7}, received.get(1).toBytes());
                assertArrayEquals(new byte[] {8}, received.get(2).toBytes());
                TransportAddress remote = received.getFirst().remote();
                assertEquals(
                        TransportAddress.of(
                                Protocol.TCP, (InetSocketAddress) client.getLocalSocketAddress()),
                        remote);
                assertEquals(listener.local(), received.getFirst().local());

                Packet answer = pool.take();
                answer.append(new byte[] {9, 9, 9}, 0, 3);
                answer.route(listener.local(), remote);
                listener.send(new Packet[] {answer}, 0, 1);
                byte[] bytes = client.getInputStream().readNBytes(5);

                assertArrayEquals(new byte[] {0, 3, 9, 9, 9}, bytes);
                received.forEach(Packet::release);
                assertEquals(0, pool.inUse());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void closesAClientThatBreaksTheFraming(PortKind kind) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port listener = ports.listen(loopback());
            try (Socket client = client(listener)) {
                client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes("US-ASCII"));
                for (int i = 0; i < MAX_WAITS && ports.receiveDrops() == 0; i++) {
                    ports.receive(pool, 64, now, Packet::release);
                    if (ports.receiveDrops() == 0) ports.await(SECOND / 4);
                }

                assertEquals(1, ports.receiveDrops());
                assertEquals(-1, readOrReset(client));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void closesAClientThatDoesNotBeginWithACheck(PortKind kind) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port listener = ports.listen(loopback());
            try (Socket client = client(listener)) {
                client.getOutputStream().write(new byte[] {0, 2, 22, (byte) 0xFE});
                for (int i = 0; i < MAX_WAITS && ports.receiveDrops() == 0; i++) {
                    ports.receive(pool, 64, now, Packet::release);
                    if (ports.receiveDrops() == 0) ports.await(SECOND / 4);
                }

                assertEquals(-1, readOrReset(client));
            }
        }
    }

    private static int readOrReset(Socket client) throws IOException {
        try {
            return client.getInputStream().read();
        } catch (java.net.SocketException e) {
            return -1;
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void closesAClientThatSaysNothing(PortKind kind) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port listener = ports.listen(loopback());
            try (Socket client = client(listener)) {
                TcpListener tcp = (TcpListener) listener;
                for (int i = 0; i < MAX_WAITS && tcp.connections() == 0; i++) {
                    ports.receive(pool, 64, now, Packet::release);
                    if (tcp.connections() == 0) ports.await(SECOND / 4);
                }
                now += TcpListener.FIRST_PACKET_NANOS + 2 * SECOND;
                for (int i = 0; i < MAX_WAITS && tcp.connections() > 0; i++) {
                    ports.wakeUp();
                    ports.receive(pool, 64, now, Packet::release);
                    if (tcp.connections() > 0) ports.await(SECOND / 4);
                }

                assertEquals(0, tcp.connections());
                assertEquals(-1, readOrReset(client));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void dropsForAClientThatDoesNotRead(PortKind kind) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port listener = ports.listen(loopback());
            try (Socket client = client(listener)) {
                client.getOutputStream().write(new byte[] {0, 1, 1});
                Packet hello = receive(ports, 1).getFirst();
                TransportAddress remote = hello.remote();
                hello.release();

                for (int i = 0; i < 20_000; i++) {
                    Packet packet = pool.take();
                    packet.length(1_200);
                    packet.route(listener.local(), remote);
                    listener.send(new Packet[] {packet}, 0, 1);
                }

                assertTrue(listener.sendDrops() > 0);
                assertEquals(0, pool.inUse());
                // What does come is still whole.
                DataInputStream in = new DataInputStream(client.getInputStream());
                for (int i = 0; i < 100; i++) {
                    assertEquals(1_200, in.readUnsignedShort());
                    in.readFully(new byte[1_200]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void reachesATurnServerOverTcp(PortKind kind) throws Exception {
        byte[] binding = new byte[20];
        binding[1] = 1;
        try (Ports ports = Ports.open(kind, PortSettings.defaults());
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TransportAddress address =
                    TransportAddress.of(
                            Protocol.TCP, (InetSocketAddress) server.getLocalSocketAddress());
            Port port = ports.connect(address, "");
            Packet request = pool.take();
            request.append(binding, 0, binding.length);
            request.route(port.local(), address);
            port.send(new Packet[] {request}, 0, 1);
            // ChannelData of five bytes is padded to eight on a stream.
            Packet channelData = pool.take();
            channelData.append(new byte[] {0x40, 0, 0, 5, 1, 2, 3, 4, 5}, 0, 9);
            channelData.route(port.local(), address);
            port.send(new Packet[] {channelData}, 0, 1);

            Thread connects =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (Socket peer = server.accept()) {
                                    byte[] got = peer.getInputStream().readNBytes(32);
                                    var out = new DataOutputStream(peer.getOutputStream());
                                    out.write(got);
                                    out.flush();
                                    peer.getInputStream().read();
                                } catch (IOException e) {
                                    // The test is over.
                                }
                            });
            List<Packet> received = receive(ports, 2);

            assertArrayEquals(binding, received.get(0).toBytes());
            assertArrayEquals(new byte[] {0x40, 0, 0, 5, 1, 2, 3, 4, 5}, received.get(1).toBytes());
            assertEquals(port.local(), received.get(0).local());
            received.forEach(Packet::release);
            port.close();
            connects.join();
        }
        assertEquals(0, pool.inUse());
    }
}
