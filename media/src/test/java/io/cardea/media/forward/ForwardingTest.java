package io.cardea.media.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cardea.media.EngineSettings;
import io.cardea.media.EngineSettings.Interfaces;
import io.cardea.media.MediaEngine;
import io.cardea.media.PortPolicy;
import io.cardea.media.port.PortKind;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With real loops and sockets of the loopback interface. */
class ForwardingTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MAX_TURNS = 1_000;
    private static final Interfaces LOOPBACK =
            new Interfaces(false, false, List.of("127."), List.of(), true);

    static Stream<Arguments> everyPort() {
        return Stream.of(PortKind.AUTO, PortKind.NIO)
                .flatMap(kind -> Stream.of("127.0.0.1", "::1").map(ip -> Arguments.of(kind, ip)));
    }

    private static MediaEngine engine(PortKind kind) throws IOException {
        return MediaEngine.start(
                new EngineSettings(
                        EngineSettings.Loops.spread(2),
                        LOOPBACK,
                        new PortPolicy.Shared(0),
                        false,
                        0,
                        kind));
    }

    private static DatagramSocket socket(String ip) throws IOException {
        try {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(ip));
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        } catch (SocketException e) {
            Assumptions.assumeTrue(!ip.contains(":"), "no IPv6 here");
            throw e;
        }
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static RemoteSettings at(InetAddress local) {
        return new RemoteSettings(Optional.of(local), Optional.empty(), 0, 0, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void aForwarderSendsToARealSocket(PortKind kind, String ip) throws Exception {
        try (MediaEngine engine = engine(kind);
                DatagramSocket receiver = socket(ip)) {
            Forwarding forwarding = new Forwarding(engine.loops(), new Random(1));
            TransportAddress target =
                    TransportAddress.of(
                            Protocol.UDP, (InetSocketAddress) receiver.getLocalSocketAddress());

            try (Forwarder forwarder = forwarding.forward(Server.plain(target))) {
                forwarder.sendData(true, new byte[] {1, 2, 3});

                assertArrayEquals(new byte[] {1, 2, 3}, receive(receiver));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void aSourceHearsARealSocketAndFreesItsPorts(PortKind kind, String ip) throws Exception {
        try (MediaEngine engine = engine(kind);
                DatagramSocket sender = socket(ip)) {
            Forwarding forwarding = new Forwarding(engine.loops(), new Random());
            InetAddress local = InetAddress.getByName(ip);
            BlockingQueue<byte[]> told = new LinkedBlockingQueue<>();
            RemoteSource source = forwarding.receive(at(local));
            source.data(0, (binary, message) -> told.add(message));

            byte[] datagram = Server.rtp(1, 0, 0, 1_000, new byte[] {9});
            sender.send(new DatagramPacket(datagram, datagram.length, local, source.port()));
            assertArrayEquals(new byte[] {9}, told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));

            RemoteSettings same =
                    new RemoteSettings(
                            Optional.of(local),
                            Optional.empty(),
                            source.port(),
                            0,
                            Optional.empty());
            assertThrows(IOException.class, () -> forwarding.receive(same));
            source.close();
            awaitFree(source, local, source.port());
            awaitFree(source, local, source.rtcpPort());
        }
    }

    /** A channel of the JDK's is closed with the next look at its selector, in a further turn. */
    private static void awaitFree(RemoteSource source, InetAddress local, int port)
            throws Exception {
        for (int turn = 1; ; turn++) {
            source.counters().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            try {
                new DatagramSocket(port, local).close();
                return;
            } catch (BindException e) {
                if (turn == MAX_TURNS) throw e;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void withoutAnAddressBothFamiliesAreHeardWhereTheyAreApart(PortKind kind, String ip)
            throws Exception {
        boolean apart = kind == PortKind.AUTO || !ip.contains(":");
        Assumptions.assumeTrue(apart, "on NIO there is IPv4 alone");
        try (MediaEngine engine = engine(kind);
                DatagramSocket sender = socket(ip)) {
            Forwarding forwarding = new Forwarding(engine.loops(), new Random());
            BlockingQueue<byte[]> told = new LinkedBlockingQueue<>();
            RemoteSource source =
                    forwarding.receive(
                            new RemoteSettings(
                                    Optional.empty(), Optional.empty(), 0, 0, Optional.empty()));
            source.data(0, (binary, message) -> told.add(message));

            byte[] datagram = Server.rtp(1, 0, 0, 1_000, new byte[] {9});
            sender.send(
                    new DatagramPacket(
                            datagram, datagram.length, InetAddress.getByName(ip), source.port()));

            assertArrayEquals(new byte[] {9}, told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    static Stream<PortKind> kinds() {
        return Stream.of(PortKind.AUTO, PortKind.NIO);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSourceHearsAMulticastGroup(PortKind kind) throws Exception {
        NetworkInterface loopback =
                NetworkInterface.getByInetAddress(Inet4Address.ofLiteral("127.0.0.1"));
        InetAddress group = InetAddress.getByName("239.255.7.8");
        try (MediaEngine engine = engine(kind);
                MulticastSocket sender = new MulticastSocket()) {
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            Forwarding forwarding = new Forwarding(engine.loops(), new Random());
            BlockingQueue<byte[]> told = new LinkedBlockingQueue<>();
            RemoteSource source =
                    forwarding.receive(
                            new RemoteSettings(
                                    Optional.empty(),
                                    Optional.of(
                                            new RemoteSettings.Multicast(
                                                    group, Optional.of(loopback))),
                                    0,
                                    0,
                                    Optional.empty()));
            source.data(0, (binary, message) -> told.add(message));

            byte[] datagram = Server.rtp(1, 0, 0, 1_000, new byte[] {9});
            sender.send(new DatagramPacket(datagram, datagram.length, group, source.port()));

            assertArrayEquals(new byte[] {9}, told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatCannotBeSentIsDropped(PortKind kind) throws Exception {
        MediaEngine engine = engine(kind);
        ForwarderCounters counted;
        try (engine) {
            Forwarding forwarding = new Forwarding(engine.loops(), new Random(1));
            // Broadcasting is not allowed to this socket: the kernel refuses.
            TransportAddress refused = TransportAddress.ipv4(Protocol.UDP, -1, 5_000);
            Forwarder forwarder = forwarding.forward(Server.plain(refused));

            for (int i = 0; i < 100; i++) {
                forwarder.sendData(true, new byte[] {1});
            }
            counted = forwarder.counters().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            forwarder.close();
        }

        assertEquals(100, counted.packets());
        assertEquals(100, engine.counters().sendDrops());
        assertEquals(0, engine.counters().faults());
    }
}
