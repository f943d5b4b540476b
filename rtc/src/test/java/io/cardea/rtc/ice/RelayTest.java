package io.cardea.rtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final TransportAddress SERVER = Net.udp("198.51.100.1", 3478);
    private static final TransportAddress BASE = Net.udp("10.0.0.1", 7000);

    private final Net net = new Net(8656);
    private final TurnDouble server = new TurnDouble(net, SERVER, "user", "secret");
    private Host a = relayed(SERVER, BASE, "secret");
    private final Host b = Host.at(net, IceSettings.defaults(), false, "10.0.0.2", 5000);

    private Host relayed(TransportAddress turn, TransportAddress base, String password) {
        TurnServer account = new TurnServer(turn, false, "user", password);
        IceSettings settings =
                IceSettings.defaults()
                        .withServers(List.of(), List.of(account))
                        .withForceRelay(true);
        List<TransportAddress> hosts = List.of(Net.udp("10.0.0.1", 4000));
        return new Host(net, settings, true, hosts, List.of(base), 11);
    }

    @AfterEach
    void nothingLeaks() {
        net.loss = 0;
        a.close();
        b.close();
        net.run(Net.S);
        assertEquals(0, net.pool.inUse(), "packets not given back");
        assertEquals(0, server.allocations(), "allocations not given back");
    }

    private void connect() {
        a.gather();
        b.gather();
        net.run(Net.S);
        a.describe(b, false);
        b.describe(a, false);
        a.candidatesOf(b);
        b.candidatesOf(a);
        net.run(3 * Net.S);
    }

    private void assertTalking() {
        a.received.clear();
        b.received.clear();
        assertTrue(a.say("hello b") && b.say("hello a"));
        net.run(200 * Net.MS);
        assertEquals(List.of("hello b"), b.received);
        assertEquals(List.of("hello a"), a.received);
    }

    @Test
    void gathersARelayedCandidateOnly() {
        a.gather();
        net.run(Net.S);

        assertTrue(a.gatheringDone);
        assertEquals(
                List.of(
                        "candidate:1 1 udp 505413887 198.51.100.1 50000 typ relay"
                                + " raddr 10.0.0.1 rport 7000"),
                a.candidates);
    }

    @Test
    void connectsThroughTheRelay() {
        connect();

        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
        assertEquals(List.of("udp/198.51.100.1:50000 relay udp/10.0.0.2:5000 host"), a.pairs);
        assertEquals(List.of("udp/10.0.0.2:5000 host udp/198.51.100.1:50000 relay"), b.pairs);
        assertEquals(List.of(), a.validated, "the relayed address is no address of ours");
        assertTalking();
        assertTrue(server.channelData > 0, "media goes through a channel");
    }

    @Test
    void connectsUnderLoss() {
        a.gather();
        b.gather();
        net.run(Net.S);
        net.loss = 0.1;
        a.describe(b, false);
        b.describe(a, false);
        a.candidatesOf(b);
        b.candidatesOf(a);
        net.run(20 * Net.S);

        assertEquals("ready", a.agent.state());
    }

    @Test
    void keepsAllocationPermissionsAndChannelForHours() {
        connect();
        for (int minute = 0; minute < 180; minute++) {
            net.run(60 * Net.S);
            assertTalking();
        }

        assertTrue(server.staleNonces > 10, "nonces have changed meanwhile");
        assertEquals("ready", a.agent.state());
    }

    @Test
    void worksOverTcp() {
        TransportAddress tcpServer = Net.udp("198.51.100.2", 443).withProtocol(Protocol.TCP);
        TurnDouble other = new TurnDouble(net, tcpServer, "user", "secret");
        a = relayed(tcpServer, BASE.withProtocol(Protocol.TCP), "secret");
        connect();

        assertEquals("ready", a.agent.state());
        assertTalking();
        assertTrue(other.channelData > 0);
        a.close();
        net.run(Net.S);
        assertEquals(0, other.allocations());
    }

    @Test
    void doesWithoutARelayThatRefusesIt() {
        a = relayed(SERVER, BASE, "wrong");
        a.gather();
        net.run(Net.S);

        assertTrue(a.gatheringDone);
        assertEquals(List.of(), a.candidates);
    }

    @Test
    void doesWithoutARelayThatIsSilent() {
        a = relayed(Net.udp("198.51.100.77", 3478), BASE, "secret");
        a.gather();
        net.run(4 * Net.S);

        assertTrue(a.gatheringDone);
    }

    @Test
    void doesWithoutABaseForTheServer() {
        a = relayed(SERVER, BASE.withProtocol(Protocol.TCP), "secret");
        a.gather();

        assertTrue(a.gatheringDone);
    }

    @Test
    void failsWhenTheRelayRefusesThePeer() {
        server.refusesPermissions = true;
        connect();
        assertEquals("connecting", a.agent.state());
        net.run(6 * Net.S);

        assertEquals("failed", a.agent.state());
    }

    @Test
    void refusesDataTooLongForTheWrapping() {
        connect();
        Packet packet = net.pool.take();
        packet.length(Packet.CAPACITY);

        assertFalse(a.agent.send(packet, net.now));
        assertEquals(1, a.agent.drops(IceDrop.TOO_LONG));
    }

    @Test
    void survivesAnyBytesFromTheServer() {
        connect();
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            Packet packet = net.pool.take();
            packet.length(random.nextInt(80));
            for (int at = 0; at < packet.length(); at++) {
                packet.put8(at, random.nextInt(256));
            }
            if (packet.length() >= 20 && random.nextBoolean()) {
                packet.put16(0, 0x17);
                packet.put16(2, packet.length() - 20);
                packet.put32(4, io.cardea.rtc.stun.Stun.MAGIC_COOKIE);
            } else if (packet.length() >= 4) {
                packet.put16(0, 0x4000 + random.nextInt(2));
            }
            packet.route(BASE, SERVER);
            a.agent.receive(packet, net.now);
            a.agent.drain(a);
        }

        assertTalking();
    }
}
