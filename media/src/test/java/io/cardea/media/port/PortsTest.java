package io.cardea.media.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both implementations over the real loopback interface. */
class PortsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_WAITS = 20;

    private final PacketPool pool = new PacketPool();

    static Stream<Arguments> everyPort() {
        return Stream.of(PortKind.LINUX, PortKind.NIO)
                .filter(kind -> kind == PortKind.NIO || Libc.isSupported())
                .flatMap(kind -> Stream.of("127.0.0.1", "::1").map(ip -> Arguments.of(kind, ip)));
    }

    private static TransportAddress address(String ip) throws UnknownHostException {
        return TransportAddress.of(Protocol.UDP, InetAddress.getByName(ip), 0);
    }

    private static Port open(Ports ports, String ip) throws IOException {
        try {
            return ports.udp(address(ip));
        } catch (IOException e) {
            Assumptions.assumeTrue(!ip.contains(":"), "no IPv6 here");
            throw e;
        }
    }

    private Packet packet(Port from, Port to, byte[] bytes) {
        Packet packet = pool.take();
        packet.append(bytes, 0, bytes.length);
        packet.route(from.local(), to.local());
        return packet;
    }

    /** Receives until that many have come, or nothing more does. */
    private List<Packet> receive(Ports ports, int wanted) throws IOException {
        List<Packet> received = new ArrayList<>();
        for (int i = 0; i < MAX_WAITS && received.size() < wanted; i++) {
            int count;
            do {
                count = ports.receive(pool, 64, 7, received::add);
            } while (count > 0);
            if (received.size() < wanted) ports.await(SECOND);
        }
        return received;
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void carriesADatagramWithItsAddressesAndTime(PortKind kind, String ip) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port a = open(ports, ip);
            Port b = open(ports, ip);

            a.send(new Packet[] {packet(a, b, new byte[] {1, 2, 3})}, 0, 1);
            Packet received = receive(ports, 1).getFirst();

            assertArrayEquals(new byte[] {1, 2, 3}, received.toBytes());
            assertEquals(a.local(), received.remote());
            assertSame(b.local(), received.local());
            assertEquals(7, received.arrivalNanos());
            received.release();
            assertEquals(0, pool.inUse());
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void keepsBoundariesAndOrderOfMixedSizesAndDestinations(PortKind kind, String ip)
            throws IOException {
        long seed = 20_261_123;
        Random random = new Random(seed);
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port from = open(ports, ip);
            List<Port> to = List.of(open(ports, ip), open(ports, ip), open(ports, ip));
            List<List<byte[]>> expected =
                    List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            List<List<byte[]>> actual =
                    List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

            for (int round = 0; round < 30; round++) {
                List<Packet> batch = new ArrayList<>();
                while (batch.size() < 60) {
                    // Runs of one size to one destination, as segmentation likes them, with
                    // shorter, longer and empty packets between.
                    int destination = random.nextInt(3);
                    int size = random.nextInt(4) == 0 ? random.nextInt(1_400) : 1_150;
                    int run = 1 + random.nextInt(20);
                    for (int i = 0; i < run; i++) {
                        byte[] bytes = new byte[size];
                        random.nextBytes(bytes);
                        expected.get(destination).add(bytes);
                        batch.add(packet(from, to.get(destination), bytes));
                    }
                }
                from.send(batch.toArray(Packet[]::new), 0, batch.size());
                for (Packet packet : receive(ports, batch.size())) {
                    for (int i = 0; i < 3; i++) {
                        if (packet.local().equals(to.get(i).local())) {
                            actual.get(i).add(packet.toBytes());
                        }
                    }
                    packet.release();
                }
            }

            assertEquals(0, from.sendDrops());
            for (int i = 0; i < 3; i++) {
                assertEquals(expected.get(i).size(), actual.get(i).size(), "seed " + seed);
                for (int j = 0; j < expected.get(i).size(); j++) {
                    assertArrayEquals(expected.get(i).get(j), actual.get(i).get(j), "at " + j);
                }
            }
            assertEquals(0, pool.inUse());
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void sendsOnlyItsPartOfTheBatch(PortKind kind, String ip) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port a = open(ports, ip);
            Port b = open(ports, ip);
            Packet[] batch = new Packet[5];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = packet(a, b, new byte[] {(byte) i});
            }

            a.send(batch, 1, 4);
            List<Packet> received = receive(ports, 3);

            assertEquals(List.of(1, 2, 3), received.stream().map(p -> p.u8(0)).toList());
            received.forEach(Packet::release);
            assertEquals(2, pool.inUse());
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void survivesDatagramsToNobody(PortKind kind, String ip) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port a = open(ports, ip);
            Port b = open(ports, ip);
            Port gone = open(ports, ip);
            gone.close();

            for (int i = 0; i < 5; i++) {
                a.send(new Packet[] {packet(a, gone, new byte[100])}, 0, 1);
                a.send(new Packet[] {packet(a, b, new byte[] {(byte) i})}, 0, 1);
            }
            List<Packet> received = receive(ports, 5);

            assertEquals(5, received.size());
            received.forEach(Packet::release);
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void countsWhatCannotBeSent(PortKind kind, String ip) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Port a = open(ports, ip);
            boolean ipv6 = a.local().isIpv6();
            String other = ipv6 ? "127.0.0.1" : "::1";
            Packet stray = pool.take();
            stray.length(10);
            stray.route(a.local(), address(other).withPort(9));

            a.send(new Packet[] {stray}, 0, 1);

            assertEquals(1, a.sendDrops());
            assertEquals(0, pool.inUse());
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void aWakeUpEndsTheNextWait(PortKind kind, String ip) throws IOException {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            for (int i = 0; i < 3; i++) {
                ports.wakeUp();
                ports.await(3_600 * SECOND); // would hang the build
                assertEquals(0, ports.receive(pool, 64, 0, Packet::release));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void aThreadThatWaitsIsWoken(PortKind kind, String ip) throws Exception {
        try (Ports ports = Ports.open(kind, PortSettings.defaults())) {
            Thread waiter =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    ports.await(3_600 * SECOND);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });

            ports.wakeUp();
            waiter.join(20_000);

            assertTrue(!waiter.isAlive());
        }
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void closingTwiceIsAllowed(PortKind kind, String ip) throws IOException {
        Ports ports = Ports.open(kind, PortSettings.defaults().withDscp(46));
        Port a = open(ports, ip);

        a.close();
        a.close();
        ports.close();
        ports.close();
        ports.wakeUp();
    }
}
