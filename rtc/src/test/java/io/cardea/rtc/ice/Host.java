package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.stun.Stun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A machine on the virtual network with one agent, and all that its sink has heard. */
final class Host implements Net.Station, IceSink {
    final Net net;
    final IceAgent agent;
    final IceCredentials credentials;
    final List<TransportAddress> bases;
    final List<TransportAddress> turnBases;
    final List<String> states = new ArrayList<>();
    final List<String> candidates = new ArrayList<>();
    final List<String> pairs = new ArrayList<>();
    final List<String> received = new ArrayList<>();
    final List<String> validated = new ArrayList<>();
    final List<String> heard = new ArrayList<>();
    final List<IceCandidate> unresolved = new ArrayList<>();
    final List<String> accepted = new ArrayList<>();
    final List<Integer> sentTypes = new ArrayList<>();
    boolean gatheringDone;

    Host(
            Net net,
            IceSettings settings,
            boolean controlling,
            List<TransportAddress> bases,
            List<TransportAddress> turnBases,
            long seed) {
        this.net = net;
        this.bases = bases;
        this.turnBases = turnBases;
        Random random = new Random(seed);
        credentials = IceCredentials.random(random);
        agent = new IceAgent(settings, credentials, controlling, random, net.pool);
        net.attach(this, bases);
        net.attach(this, turnBases);
    }

    static Host at(Net net, IceSettings settings, boolean controlling, String ip, int port) {
        return new Host(net, settings, controlling, List.of(Net.udp(ip, port)), List.of(), port);
    }

    void gather() {
        agent.gather(bases, turnBases, net.now);
        agent.drain(this);
    }

    void describe(Host peer, boolean lite) {
        agent.remote(peer.credentials, lite, net.now);
        agent.drain(this);
    }

    void candidatesOf(Host peer) {
        for (String line : peer.agent.localCandidates()) {
            candidate(line);
        }
    }

    void candidate(String line) {
        agent.addRemoteCandidate(IceCandidate.parse(line).orElseThrow(), net.now);
        agent.drain(this);
    }

    static void connect(Host a, Host b) {
        a.gather();
        b.gather();
        a.describe(b, false);
        b.describe(a, false);
        a.candidatesOf(b);
        b.candidatesOf(a);
    }

    boolean say(String text) {
        Packet packet = net.pool.take();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        packet.append(bytes, 0, bytes.length);
        boolean sent = agent.send(packet, net.now);
        agent.drain(this);
        return sent;
    }

    void close() {
        agent.close(net.now);
        agent.drain(this);
    }

    private static boolean isData(Packet packet) {
        return packet.length() > 0
                && packet.u8(0) >= 'A'
                && packet.u8(0) <= 'z'
                && !Stun.looksLikeStun(packet);
    }

    @Override
    public void receive(Packet owned, long now) {
        boolean turn = turnBases.contains(owned.local());
        if (!turn && isData(owned)) {
            onData(owned);
            return;
        }
        agent.receive(owned, now);
        agent.drain(this);
    }

    @Override
    public void expire(long now) {
        agent.expire(now);
        agent.drain(this);
    }

    @Override
    public long nextDeadlineNanos() {
        return agent.nextDeadlineNanos();
    }

    @Override
    public void send(Packet owned) {
        if (Stun.looksLikeStun(owned)) sentTypes.add(Stun.type(owned));
        net.send(owned);
    }

    @Override
    public void onData(Packet owned) {
        received.add(new String(owned.toBytes(), StandardCharsets.UTF_8));
        owned.release();
    }

    @Override
    public void onState(String janusWord) {
        states.add(janusWord);
    }

    @Override
    public void onLocalCandidate(String line) {
        candidates.add(line);
    }

    @Override
    public void onGatheringDone() {
        gatheringDone = true;
    }

    @Override
    public void onRemoteCandidate(String line) {
        accepted.add(line);
    }

    @Override
    public void onResolve(IceCandidate candidate) {
        unresolved.add(candidate);
    }

    @Override
    public void onValidated(TransportAddress local, TransportAddress remote) {
        validated.add(local + " " + remote);
    }

    @Override
    public void onHeard(TransportAddress local, TransportAddress remote) {
        heard.add(local + " " + remote);
    }

    @Override
    public void onSelectedPair(
            TransportAddress local, String localType, TransportAddress remote, String remoteType) {
        pairs.add(local + " " + localType + " " + remote + " " + remoteType);
    }
}
