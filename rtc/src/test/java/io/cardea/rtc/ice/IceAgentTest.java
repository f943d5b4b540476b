package io.cardea.rtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import io.cardea.rtc.stun.StunWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IceAgentTest {
    private static final IceSettings FULL = IceSettings.defaults();

    private final Net net = new Net(8445);
    private Host a = Host.at(net, FULL, true, "10.0.0.1", 4000);
    private Host b = Host.at(net, FULL, false, "10.0.0.2", 5000);

    @AfterEach
    void nothingLeaks() {
        net.loss = 0;
        a.close();
        b.close();
        net.run(Net.S);
        assertEquals(0, net.pool.inUse(), "packets not given back");
    }

    private void make(IceSettings first, boolean controls, IceSettings second, boolean controls2) {
        a = Host.at(net, first, controls, "10.0.0.1", 4000);
        b = Host.at(net, second, controls2, "10.0.0.2", 5000);
    }

    private void assertTalking() {
        assertTrue(a.say("hello b") && b.say("hello a"));
        net.run(100 * Net.MS);
        assertTrue(b.received.contains("hello b"), "b has not heard a");
        assertTrue(a.received.contains("hello a"), "a has not heard b");
        a.received.clear();
        b.received.clear();
    }

    // ---- gathering ----

    @Test
    void showsHostCandidatesAsTheReferenceServerDoes() {
        a.gather();

        assertEquals(List.of("candidate:1 1 udp 2015363327 10.0.0.1 4000 typ host"), a.candidates);
        assertEquals(a.candidates, a.agent.localCandidates());
        assertTrue(a.gatheringDone && a.agent.isGatheringDone());
        assertEquals(List.of("gathering"), a.states);
    }

    @Test
    void writesPublicAddressesBehindAOneToOneNat() {
        IceSettings nat = FULL.withNat11(List.of(Net.udp("203.0.113.5", 0)), false);
        a = Host.at(net, nat, true, "10.0.0.1", 4000);
        b = Host.at(net, nat.withNat11(nat.nat11Addresses(), true), true, "10.0.0.2", 5000);
        a.gather();
        b.gather();

        assertEquals(
                List.of("candidate:1 1 udp 2015363327 203.0.113.5 4000 typ host"), a.candidates);
        assertEquals(2, b.candidates.size());
    }

    @Test
    void connectsBehindAOneToOneNat() {
        make(FULL.withNat11(List.of(Net.udp("203.0.113.5", 0)), false), false, FULL, true);
        net.nat(Net.udp("10.0.0.1", 4000), Net.udp("203.0.113.5", 4000));
        Host.connect(a, b);
        net.run(5 * Net.S);

        assertEquals("ready", a.agent.state());
        assertEquals(List.of("udp/10.0.0.1:4000 host udp/10.0.0.2:5000 host"), a.pairs);
        assertTalking();
    }

    @Test
    void learnsServerReflexiveCandidates() {
        TransportAddress server = Net.udp("198.51.100.1", 3478);
        StunServer.at(net, server);
        a = Host.at(net, FULL.withServers(List.of(server), List.of()), true, "10.0.0.1", 4000);
        net.nat(Net.udp("10.0.0.1", 4000), Net.udp("203.0.113.5", 61000));
        a.gather();
        net.run(Net.S);

        assertTrue(a.gatheringDone);
        assertEquals(
                "candidate:2 1 udp 1679819007 203.0.113.5 61000 typ srflx"
                        + " raddr 10.0.0.1 rport 4000",
                a.candidates.getLast());
    }

    @Test
    void givesUpASilentStunServerBeforeHalfTrickleDoes() {
        TransportAddress nobody = Net.udp("198.51.100.9", 3478);
        a = Host.at(net, FULL.withServers(List.of(nobody), List.of()), true, "10.0.0.1", 4000);
        a.gather();
        assertFalse(a.gatheringDone);
        net.run(4 * Net.S);

        assertTrue(a.gatheringDone);
    }

    @Test
    void leavesOutWhatSettingsExclude() {
        List<TransportAddress> bases =
                List.of(
                        Net.udp("2001:db8::1", 4000),
                        Net.udp("10.0.0.1", 4000).withProtocol(TransportAddress.Protocol.TCP),
                        Net.udp("10.0.0.1", 4000));
        a = new Host(net, FULL, true, bases, List.of(), 1);
        b = new Host(net, FULL.withTransports(true, true), true, bases, List.of(), 1);
        a.gather();
        b.gather();

        assertEquals(1, a.candidates.size());
        assertEquals(3, b.candidates.size());
        assertTrue(
                b.candidates.get(1).endsWith("1010827519 10.0.0.1 4000 typ host tcptype passive"));
    }

    // ---- connecting ----

    @Test
    void twoFullAgentsConnect() {
        Host.connect(a, b);
        net.run(3 * Net.S);

        assertEquals(List.of("gathering", "connecting", "connected", "ready"), a.states);
        assertEquals(a.states, b.states);
        assertEquals(List.of("udp/10.0.0.1:4000 host udp/10.0.0.2:5000 host"), a.pairs);
        assertEquals(List.of("udp/10.0.0.1:4000 udp/10.0.0.2:5000"), a.validated);
        assertTalking();
    }

    @Test
    void regularNominationConnectsToo() {
        IceSettings regular = FULL.withAggressiveNomination(false);
        make(regular, true, regular, false);
        Host.connect(a, b);
        net.run(3 * Net.S);

        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
        assertTalking();
    }

    @Test
    void carriesDataBeforeThePeerNominates() {
        IceSettings regular = FULL.withAggressiveNomination(false);
        make(regular, true, FULL, false);
        a.gather();
        b.gather();
        a.describe(b, false);
        b.describe(a, false);
        a.candidatesOf(b);
        // Unreachable and better, so that regular nomination waits.
        a.candidate("candidate:9 1 udp 4000000000 10.9.9.9 9999 typ host");
        b.candidatesOf(a);
        net.run(200 * Net.MS);

        assertEquals("connecting", b.agent.state());
        assertTrue(b.agent.isWritable());
        assertTalking();
        net.run(2 * Net.S);
        assertEquals("ready", b.agent.state());
        assertEquals("connected", a.agent.state());
        // The unreachable pair takes 39.5 s to fail; then nothing better may come.
        net.run(45 * Net.S);
        assertEquals("ready", a.agent.state());
    }

    @Test
    void aLiteAgentConnectsToAFullOne() {
        make(FULL, false, FULL.withLite(true), false);
        a.gather();
        b.gather();
        a.describe(b, true);
        b.describe(a, false);
        a.candidatesOf(b);
        b.candidatesOf(a);
        net.run(2 * Net.S);

        assertTrue(a.agent.isControlling(), "opposite a lite agent the full one controls");
        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
        assertFalse(b.sentTypes.contains(Stun.type(Stun.BINDING, Stun.REQUEST)));
        assertTalking();
    }

    @Test
    void twoControllingAgentsSettleTheirConflict() {
        make(FULL, true, FULL, true);
        Host.connect(a, b);
        net.run(3 * Net.S);

        assertTrue(a.agent.isControlling() != b.agent.isControlling());
        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
    }

    @Test
    void twoControlledAgentsSettleTheirConflict() {
        make(FULL, false, FULL, false);
        Host.connect(a, b);
        net.run(3 * Net.S);

        assertTrue(a.agent.isControlling() != b.agent.isControlling());
        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
    }

    @Test
    void findsAPeerBehindANatByItsChecks() {
        net.nat(Net.udp("10.0.0.2", 5000), Net.udp("203.0.113.9", 62000));
        Host.connect(a, b);
        net.run(3 * Net.S);

        assertEquals("ready", b.agent.state());
        assertTrue(a.pairs.contains("udp/10.0.0.1:4000 host udp/203.0.113.9:62000 prflx"));
        assertTrue(b.pairs.contains("udp/10.0.0.2:5000 prflx udp/10.0.0.1:4000 host"));
        assertTalking();
    }

    @Test
    void answersChecksThatComeBeforeTheAnswer() {
        a.gather();
        b.gather();
        b.describe(a, false);
        b.candidatesOf(a);
        net.run(Net.S);
        assertEquals("gathering", a.agent.state());
        assertEquals(List.of("udp/10.0.0.1:4000 udp/10.0.0.2:5000"), a.heard);
        assertTrue(b.agent.isWritable(), "the early check was answered");

        a.describe(b, false);
        net.run(Net.S);

        assertEquals("ready", a.agent.state());
        assertTalking();
    }

    @Test
    void asksBackBeforeItAnswers() {
        a.gather();
        b.gather();
        a.describe(b, false);
        b.describe(a, false);
        b.candidatesOf(a);
        net.run(15 * Net.MS);

        assertEquals(
                List.of(
                        Stun.type(Stun.BINDING, Stun.REQUEST),
                        Stun.type(Stun.BINDING, Stun.SUCCESS)),
                a.sentTypes);
    }

    @Test
    void tricklesCandidatesOneByOne() {
        a.gather();
        b.gather();
        a.describe(b, false);
        b.describe(a, false);
        net.run(20 * Net.S);
        assertEquals("connecting", a.agent.state());

        a.candidate("candidate:7 1 udp 100 10.1.1.1 7 typ host");
        net.run(3 * Net.S);
        a.candidatesOf(b);
        a.agent.endOfRemoteCandidates(net.now);
        net.run(3 * Net.S);

        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
        assertEquals(2, a.accepted.size());
        assertEquals(a.accepted, a.agent.remoteCandidates());
    }

    @Test
    void connectsUnderLoss() {
        for (int seed = 0; seed < 40; seed++) {
            Net lossy = new Net(seed);
            lossy.loss = 0.3;
            Host x = Host.at(lossy, FULL, true, "10.0.0.1", 4000);
            Host y = Host.at(lossy, FULL.withLite(seed % 3 == 0), false, "10.0.0.2", 5000);
            Host.connect(x, y);
            lossy.run(20 * Net.S);

            assertEquals("ready", x.agent.state(), "seed " + seed);
            assertEquals("ready", y.agent.state(), "seed " + seed);
        }
    }

    @Test
    void prefersTheBetterOfTwoPaths() {
        List<TransportAddress> two = List.of(Net.udp("10.0.0.1", 4000), Net.udp("10.0.1.1", 4001));
        a = new Host(net, FULL, true, two, List.of(), 7);
        Host.connect(a, b);
        net.run(3 * Net.S);

        assertTrue(a.pairs.getLast().startsWith("udp/10.0.0.1:4000 host"));
        assertTrue(b.pairs.getLast().endsWith("udp/10.0.0.1:4000 host"));
    }

    /** The same agent as {@code a} as far as b can tell, but reached on another path. */
    private Host moved() {
        return moved(4000);
    }

    private Host moved(int seed) {
        Host c = new Host(net, FULL, true, List.of(Net.udp("10.0.5.1", 4005)), List.of(), seed);
        c.gather();
        c.describe(b, false);
        return c;
    }

    @Test
    void followsAPeerThatMovesToALesserPath() {
        Host.connect(a, b);
        net.run(3 * Net.S);
        net.block(Net.udp("10.0.0.1", 4000));
        net.run(13 * Net.S);
        Host c = moved();
        c.candidatesOf(b);
        net.run(3 * Net.S);

        assertEquals("udp/10.0.0.2:5000 host udp/10.0.5.1:4005 prflx", b.pairs.getLast());
        c.close();
    }

    @Test
    void staysOnTheBetterPathWhileItLives() {
        Host.connect(a, b);
        net.run(3 * Net.S);
        Host c = moved();
        c.candidatesOf(b);
        net.run(3 * Net.S);

        assertEquals(List.of("udp/10.0.0.2:5000 host udp/10.0.0.1:4000 host"), b.pairs);
        c.close();
    }

    @Test
    void survivesPeersThatGiveAllCandidatesOneFoundation() {
        a.gather();
        b.gather();
        a.describe(b, false);
        b.describe(a, false);
        for (int i = 0; i < 10; i++) {
            a.candidate("candidate:1 1 udp 2015363327 10.7.7." + (i + 1) + " 9 typ host");
        }
        a.candidatesOf(b);
        net.run(2 * Net.S);

        assertTrue(a.agent.isWritable());
    }

    // ---- restart ----

    @Test
    void restartsWithoutAGap() {
        Host.connect(a, b);
        net.run(2 * Net.S);
        IceCredentials newA = IceCredentials.random(new Random(71));
        IceCredentials newB = IceCredentials.random(new Random(72));

        a.agent.restart(newA, net.now);
        assertTalking();
        b.agent.restart(newB, net.now);
        b.agent.remote(newA, false, net.now);
        assertTalking();
        b.candidatesOf(a);
        a.agent.remote(newB, false, net.now);
        a.candidatesOf(b);
        net.run(3 * Net.S);

        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
        assertEquals(2, a.pairs.size());
        assertEquals(
                List.of("connecting", "connected", "ready"),
                a.states.subList(a.states.size() - 3, a.states.size()));
        assertTalking();
    }

    @Test
    void oldCredentialsAreGoodOnTheOldPairOnly() {
        Host.connect(a, b);
        net.run(2 * Net.S);
        a.agent.restart(IceCredentials.random(new Random(73)), net.now);
        // What a browser does that has restarted and has no answer yet: checks from its new
        // candidates with the credentials it knows.
        Host moved = Host.at(net, FULL, true, "10.0.0.3", 6000);
        moved.gather();
        moved.describe(a, false);
        moved.candidatesOf(a);
        net.run(2 * Net.S);

        assertFalse(moved.agent.isWritable(), "bound to credentials of before the restart");
        assertTrue(a.agent.drops(IceDrop.WRONG_USERNAME) > 0);
        net.run(40 * Net.S);
        assertTalking();
        moved.close();
    }

    @Test
    void oldCredentialsAreNotGoodForWhoeverRestartedAndMovedBeforeItsOfferCame() {
        make(FULL, true, FULL.withLite(true), false);
        Host.connect(a, b);
        net.run(3 * Net.S);
        net.block(Net.udp("10.0.0.1", 4000));
        net.run(13 * Net.S);
        // The peer restarts and moves; its checks are faster than its offer, and a lite agent goes
        // along (a full one would have to be answered first).
        Host c = moved(4001);
        c.candidatesOf(b);
        net.run(3 * Net.S);
        assertTrue(b.pairs.getLast().contains("10.0.5.1:4005"));
        c.close();

        // Now the offer is there. Who checks on that very pair with b's old credentials is refused.
        b.agent.restart(IceCredentials.random(new Random(75)), net.now);
        Host again = moved(4001);
        again.candidatesOf(b);
        net.run(3 * Net.S);

        assertFalse(again.agent.isWritable(), "bound to credentials of before the restart");
        assertTrue(b.agent.drops(IceDrop.WRONG_USERNAME) > 0);
        again.close();
    }

    // ---- keeping alive, failing, recovering ----

    @Test
    void keepsAnIdlePairAliveByIndications() {
        Host.connect(a, b);
        net.run(2 * Net.S);
        a.sentTypes.clear();
        net.run(61 * Net.S);

        int indication = Stun.type(Stun.BINDING, Stun.INDICATION);
        assertEquals(Collections.nCopies(4, indication), a.sentTypes);
    }

    @Test
    void sendsNoKeepaliveWhileMediaFlows() {
        Host.connect(a, b);
        net.run(2 * Net.S);
        a.sentTypes.clear();
        for (int i = 0; i < 60; i++) {
            a.say("media");
            net.run(Net.S);
        }

        assertEquals(List.of(), a.sentTypes);
    }

    @Test
    void stopsSendingWhenConsentExpires() {
        make(FULL.withKeepalive(true, true), true, FULL.withKeepalive(true, true), false);
        Host.connect(a, b);
        net.run(120 * Net.S);
        assertEquals("ready", a.agent.state());

        net.cut = true;
        net.run(23 * Net.S);
        assertTrue(a.agent.isWritable());
        net.run(8 * Net.S);
        assertEquals("failed", a.agent.state());
        assertFalse(a.agent.isWritable());
        assertFalse(a.say("nobody consents"));
        assertEquals(1, a.agent.drops(IceDrop.NOT_WRITABLE));
    }

    @Test
    void recoversWhenAFailedPairAnswersAgain() {
        make(FULL.withKeepalive(true, false), true, FULL.withKeepalive(true, false), false);
        Host.connect(a, b);
        net.run(5 * Net.S);
        net.cut = true;
        net.run(40 * Net.S);
        assertEquals("failed", a.agent.state());
        assertTrue(a.agent.isWritable(), "without consent freshness data goes on");

        net.cut = false;
        net.run(15 * Net.S);

        assertEquals("ready", a.agent.state());
        assertEquals("ready", b.agent.state());
        assertTalking();
        // And it is noticed a second time.
        net.cut = true;
        net.run(40 * Net.S);
        assertEquals("failed", a.agent.state());
        net.cut = false;
    }

    @Test
    void recoversFromLostConsentWhenThePeerChecks() {
        make(FULL.withKeepalive(true, true), false, FULL.withKeepalive(true, false), true);
        Host.connect(a, b);
        net.run(5 * Net.S);
        net.cut = true;
        net.run(40 * Net.S);
        assertFalse(a.agent.isWritable());

        net.cut = false;
        net.run(15 * Net.S);

        assertEquals("ready", a.agent.state());
        assertTalking();
    }

    @Test
    void failsWhenNoCheckIsAnswered() {
        a.gather();
        a.describe(b, false);
        a.candidate("candidate:1 1 udp 2015363327 10.9.9.9 9 typ host");
        net.run(44 * Net.S);
        assertEquals("connecting", a.agent.state());
        net.run(Net.S);

        assertEquals("failed", a.agent.state());
    }

    @Test
    void recoversWhenALateCheckSucceeds() {
        net.cut = true;
        Host.connect(a, b);
        net.run(60 * Net.S);
        assertEquals("failed", a.agent.state());
        assertEquals("failed", b.agent.state());

        net.cut = false;
        // The peer comes back, by restarting; a hears its checks under the credentials it knows.
        Host c = new Host(net, FULL, false, b.bases, List.of(), 5000);
        c.gather();
        c.describe(a, false);
        c.candidatesOf(a);
        net.run(5 * Net.S);

        assertEquals("ready", a.agent.state());
        assertEquals(
                List.of("failed", "connecting", "connected", "ready"),
                a.states.subList(a.states.size() - 4, a.states.size()));
        c.close();
    }

    @Test
    void doesNotFailWhileCandidatesMayStillCome() {
        a.gather();
        a.describe(b, false);
        net.run(300 * Net.S);
        assertEquals("connecting", a.agent.state());

        a.agent.endOfRemoteCandidates(net.now);
        net.run(31 * Net.S);
        assertEquals("failed", a.agent.state());
    }

    // ---- remote candidates ----

    @Test
    void ignoresWhatItCannotUse() {
        a.gather();
        a.describe(b, false);
        List<String> useless =
                List.of(
                        "candidate:1 2 udp 5 10.9.9.1 9 typ host",
                        "candidate:1 1 udp 0 10.9.9.1 9 typ host",
                        "candidate:1 1 udp 5 10.9.9.1 0 typ host",
                        "candidate:1 1 udp 5 2001:db8::9 9 typ host",
                        "candidate:1 1 udp 5 224.0.0.1 9 typ host",
                        "candidate:1 1 tcp 5 10.9.9.1 9 typ host tcptype active");
        useless.forEach(a::candidate);

        assertEquals(useless.size(), a.agent.drops(IceDrop.CANDIDATE_IGNORED));
        assertEquals(List.of(), a.accepted);
    }

    @Test
    void hasNamesResolvedBySomebodyElse() {
        a.gather();
        b.gather();
        a.describe(b, false);
        b.describe(a, false);
        a.candidate("candidate:1 1 udp 2015363327 abc.local 5000 typ host");
        assertEquals(1, a.unresolved.size());

        a.agent.addRemoteCandidate(
                a.unresolved.getFirst().resolved(InetAddress.ofLiteral("10.0.0.2")), net.now);
        net.run(2 * Net.S);

        assertEquals("ready", a.agent.state());
    }

    @Test
    void dropsNamesWhenToldTo() {
        a = Host.at(net, FULL.withIgnoreMdns(true), true, "10.0.0.1", 4000);
        a.gather();
        a.candidate("candidate:1 1 udp 2015363327 abc.local 5000 typ host");

        assertEquals(List.of(), a.unresolved);
        assertEquals(1, a.agent.drops(IceDrop.CANDIDATE_IGNORED));
    }

    @Test
    void boundsAFloodOfCandidates() {
        a.gather();
        a.describe(b, false);
        for (int i = 0; i < 500; i++) {
            a.candidate("candidate:" + i + " 1 udp 9 10.8.1.1 " + (1 + i) + " typ host");
        }
        net.run(3 * Net.S);

        assertEquals(Checklist.MAX_REMOTE_CANDIDATES, a.accepted.size());
        assertEquals(500 - a.accepted.size(), a.agent.drops(IceDrop.LIMIT));
        assertTrue(a.sentTypes.size() <= 4 * Connectivity.MAX_PENDING_CHECKS);
    }

    @Test
    void acceptsAnActivePeerOverTcp() {
        TransportAddress listening =
                Net.udp("10.0.0.1", 4000).withProtocol(TransportAddress.Protocol.TCP);
        TransportAddress connecting =
                Net.udp("10.0.0.2", 51234).withProtocol(TransportAddress.Protocol.TCP);
        IceSettings tcp = FULL.withTransports(false, true);
        a = new Host(net, tcp, false, List.of(listening), List.of(), 3);
        a.gather();
        a.describe(b, false);
        a.candidate("candidate:1 1 tcp 1518280447 10.0.0.2 9 typ host tcptype active");
        net.attach(b, List.of(connecting));
        Packet check = b.net.pool.take();
        check(check, a.credentials, b.credentials, Stun.ICE_CONTROLLING, 1);
        check.route(connecting, listening);
        net.send(check);
        net.run(Net.S);

        assertEquals(List.of("tcp/10.0.0.1:4000 tcp/10.0.0.2:51234"), a.heard);
        // b, whose base that is not, does not answer; over TCP the check is sent only once.
        assertEquals(1, Collections.frequency(a.sentTypes, Stun.type(Stun.BINDING, Stun.REQUEST)));
        a.agent.disconnected(listening, connecting, net.now);
    }

    // ---- hostile input ----

    private static void check(
            Packet packet, IceCredentials to, IceCredentials from, int role, long tieBreaker) {
        StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.REQUEST), 1, 2);
        String name = to.ufrag() + ":" + from.ufrag();
        StunWriter.bytes(packet, Stun.USERNAME, name.getBytes(StandardCharsets.UTF_8));
        StunWriter.u32(packet, Stun.PRIORITY, 1_853_693_695);
        StunWriter.u64(packet, role, tieBreaker);
        StunWriter.flag(packet, Stun.USE_CANDIDATE);
        StunWriter.integrity(packet, StunKey.shortTerm(to.password()));
        StunWriter.fingerprint(packet);
    }

    private void give(Packet packet) {
        packet.route(a.bases.getFirst(), Net.udp("10.6.6.6", 666));
        a.agent.receive(packet, net.now);
        a.agent.drain(a);
    }

    @Test
    void refusesWrongPasswordsAndLimitsTheRefusals() {
        a.gather();
        IceCredentials guess = new IceCredentials(a.credentials.ufrag(), "guess");
        for (int i = 0; i < 1_000; i++) {
            Packet packet = net.pool.take();
            check(packet, guess, b.credentials, Stun.ICE_CONTROLLED, 1);
            give(packet);
        }

        assertEquals(1_000, a.agent.drops(IceDrop.BAD_INTEGRITY));
        assertEquals(990, a.agent.drops(IceDrop.ERROR_RATE));
        assertEquals(
                Collections.nCopies(Answers.ERRORS_PER_SECOND, Stun.type(Stun.BINDING, Stun.ERROR)),
                a.sentTypes);
        assertEquals(List.of(), a.heard);
    }

    @Test
    void refusesUnknownAttributes() {
        a.gather();
        Packet packet = net.pool.take();
        StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.REQUEST), 1, 2);
        String name = a.credentials.ufrag() + ":x";
        StunWriter.bytes(packet, Stun.USERNAME, name.getBytes(StandardCharsets.UTF_8));
        StunWriter.u32(packet, 0x7ABC, 1);
        StunWriter.integrity(packet, StunKey.shortTerm(a.credentials.password()));
        give(packet);

        assertEquals(1, a.agent.drops(IceDrop.UNKNOWN_ATTRIBUTE));
    }

    @Test
    void theGreaterTieBreakerControls() {
        a.gather();
        Packet lesser = net.pool.take();
        check(lesser, a.credentials, b.credentials, Stun.ICE_CONTROLLING, 0);
        give(lesser);
        assertTrue(a.agent.isControlling());
        assertEquals(List.of(Stun.type(Stun.BINDING, Stun.ERROR)), a.sentTypes);

        Packet greater = net.pool.take();
        check(greater, a.credentials, b.credentials, Stun.ICE_CONTROLLING, -1);
        give(greater);
        assertFalse(a.agent.isControlling());
        assertEquals(Stun.type(Stun.BINDING, Stun.SUCCESS), a.sentTypes.getLast());

        Packet alsoControlled = net.pool.take();
        check(alsoControlled, a.credentials, b.credentials, Stun.ICE_CONTROLLED, -1);
        give(alsoControlled);
        assertFalse(a.agent.isControlling());
        assertEquals(Stun.type(Stun.BINDING, Stun.ERROR), a.sentTypes.getLast());
    }

    @Test
    void believesOnlyAnswersFromWhereItAsked() {
        a.gather();
        a.describe(b, false);
        Packet[] asked = new Packet[1];
        a.agent.addRemoteCandidate(
                IceCandidate.parse("candidate:1 1 udp 5 10.0.0.2 5000 typ host").orElseThrow(),
                net.now);
        a.agent.drain(
                new Confirming(a.agent, b.credentials, net.pool) {
                    @Override
                    public void send(Packet owned) {
                        asked[0] = owned;
                    }
                });

        a.agent.receive(answer(asked[0], Net.udp("10.6.6.6", 5000)), net.now);
        assertFalse(a.agent.isWritable());
        assertEquals(1, a.agent.drops(IceDrop.STRAY_RESPONSE));

        a.agent.receive(answer(asked[0], asked[0].remote()), net.now);
        assertTrue(a.agent.isWritable());
        asked[0].release();
    }

    private Packet answer(Packet lentRequest, TransportAddress from) {
        Packet answer = net.pool.take();
        StunWriter.beginResponse(answer, lentRequest, Stun.SUCCESS);
        StunWriter.integrity(answer, StunKey.shortTerm(b.credentials.password()));
        answer.route(lentRequest.local(), from);
        return answer;
    }

    @Test
    void dropsResponsesItHasNotAskedFor() {
        a.gather();
        Packet packet = net.pool.take();
        StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.SUCCESS), 1, 2);
        give(packet);

        assertEquals(1, a.agent.drops(IceDrop.STRAY_RESPONSE));
    }

    @Test
    void boundsPeersThatCheckFromEverywhere() {
        a.gather();
        a.describe(b, false);
        for (int port = 1; port <= 1_000; port++) {
            Packet packet = net.pool.take();
            check(packet, a.credentials, b.credentials, Stun.ICE_CONTROLLED, 1);
            packet.route(a.bases.getFirst(), Net.udp("10.6.6.6", port));
            a.agent.receive(packet, net.now);
            a.agent.drain(a);
        }

        assertEquals(Checklist.MAX_REMOTE_CANDIDATES, a.heard.size());
        assertEquals(1_000 - a.heard.size(), a.agent.drops(IceDrop.LIMIT));
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(6);
        Host.connect(a, b);
        net.run(2 * Net.S);
        for (int i = 0; i < 50_000; i++) {
            Packet packet = net.pool.take();
            check(packet, a.credentials, b.credentials, Stun.ICE_CONTROLLED, 1);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                packet.put8(random.nextInt(packet.length()), random.nextInt(256));
            }
            if (random.nextInt(5) == 0) packet.length(random.nextInt(packet.length()));
            give(packet);
        }

        assertTalking();
    }

    @Test
    void keepingAliveAllocatesNothing() {
        make(FULL.withKeepalive(true, true), true, FULL.withKeepalive(true, true), false);
        Host.connect(a, b);
        net.run(5 * Net.S);
        Confirming peer = new Confirming(a.agent, b.credentials, net.pool);

        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50; round++) {
            least = Math.min(least, peer.round());
        }

        assertEquals(0, least, "bytes per consent check");
        assertEquals(50, peer.answered);
        assertEquals("ready", a.agent.state());
    }

    /** Answers the consent checks of an agent and measures what they cost. */
    private static class Confirming implements IceSink {
        private static final com.sun.management.ThreadMXBean THREADS =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();

        private final IceAgent agent;
        private final StunKey key;
        private final PacketPool pool;
        private final Packet[] request = new Packet[1];
        int answered;

        Confirming(IceAgent agent, IceCredentials peer, PacketPool pool) {
            this.agent = agent;
            this.key = StunKey.shortTerm(peer.password());
            this.pool = pool;
        }

        long round() {
            long thread = Thread.currentThread().threadId();
            long before = THREADS.getThreadAllocatedBytes(thread);
            long now = agent.nextDeadlineNanos();
            agent.expire(now);
            agent.drain(this);
            if (request[0] != null) {
                Packet answer = pool.take();
                StunWriter.beginResponse(answer, request[0], Stun.SUCCESS);
                StunWriter.integrity(answer, key);
                answer.route(request[0].local(), request[0].remote());
                request[0].release();
                request[0] = null;
                agent.receive(answer, now);
                answered++;
            }
            return THREADS.getThreadAllocatedBytes(thread) - before;
        }

        @Override
        public void send(Packet owned) {
            request[0] = owned;
        }

        @Override
        public void onData(Packet owned) {
            owned.release();
        }

        @Override
        public void onState(String janusWord) {}

        @Override
        public void onLocalCandidate(String line) {}

        @Override
        public void onGatheringDone() {}

        @Override
        public void onValidated(TransportAddress local, TransportAddress remote) {}

        @Override
        public void onSelectedPair(
                TransportAddress local,
                String localType,
                TransportAddress remote,
                String remoteType) {}
    }
}
