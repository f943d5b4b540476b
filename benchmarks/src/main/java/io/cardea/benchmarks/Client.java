package io.cardea.benchmarks;

import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.rtp.RtpPacket;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The other side of a PeerConnection: a browser that does not look at what it is sent. */
final class Client implements PeerSink {
    private final PacketPool pool = new PacketPool();
    private final IceCredentials credentials;
    private final Peer peer;
    private final Consumer<Packet> lendToServer;
    private boolean connected;

    Client(
            PeerSettings settings,
            TransportAddress address,
            RandomGenerator random,
            Consumer<Packet> lendToServer) {
        this.lendToServer = lendToServer;
        credentials = IceCredentials.random(random);
        peer =
                new Peer(
                        settings,
                        credentials,
                        true,
                        pool,
                        random,
                        new NtpClock(0),
                        HandshakeDriver.lockstep());
        peer.gather(List.of(address), List.of(), 0);
        drain();
    }

    Peer peer() {
        return peer;
    }

    PacketPool pool() {
        return pool;
    }

    IceCredentials credentials() {
        return credentials;
    }

    boolean isConnected() {
        return connected;
    }

    void receive(Packet lent, long now) {
        Packet packet = pool.take();
        packet.append(lent.array(), 0, lent.length());
        packet.route(lent.remote(), lent.local());
        packet.arrivalNanos(now);
        peer.receive(packet, now);
        drain();
    }

    void expire(long now) {
        if (peer.nextDeadlineNanos() > now) return;
        peer.expire(now);
        drain();
    }

    void drain() {
        peer.drain(this);
    }

    @Override
    public void send(Packet owned) {
        lendToServer.accept(owned);
        owned.release();
    }

    @Override
    public void onEvent(PeerEvent event) {
        if (event instanceof PeerEvent.Connected) connected = true;
        if (event instanceof PeerEvent.Closed(String reason)) throw new AssertionError(reason);
    }

    @Override
    public void onRtp(RtpPacket lent) {}

    @Override
    public void onKeyframeRequest(int mediaIndex) {}

    @Override
    public void onSenderReport(int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp) {}

    @Override
    public void onValidated(TransportAddress local, TransportAddress remote) {}

    @Override
    public void onHeard(TransportAddress local, TransportAddress remote) {}
}
