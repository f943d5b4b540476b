package io.cardea.testkit;

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
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A PeerConnection on a virtual network, with everything it hears kept for the test to look at. */
public final class SimulatedPeer implements PeerSink {
    /** Hears of media as it arrives. */
    public interface MediaListener {
        void onRtp(RtpPacket lent);

        default void onKeyframeRequest(int mediaIndex) {}
    }

    private final VirtualNetwork network;
    private final PacketPool pool = new PacketPool();
    private final IceCredentials credentials;
    private final TransportAddress address;
    private final Peer peer;
    private final List<PeerEvent> events = new ArrayList<>();
    private MediaListener listener = lent -> {};

    public SimulatedPeer(
            VirtualNetwork network,
            TransportAddress address,
            PeerSettings settings,
            boolean controlling,
            RandomGenerator random) {
        this.network = network;
        this.address = address;
        this.credentials = IceCredentials.random(random);
        this.peer =
                new Peer(
                        settings,
                        credentials,
                        controlling,
                        pool,
                        random,
                        new NtpClock(0),
                        HandshakeDriver.lockstep());
        network.attach(address, this::receive);
        peer.gather(List.of(address), List.of(), network.nowNanos());
        drain();
    }

    public Peer peer() {
        return peer;
    }

    public PacketPool pool() {
        return pool;
    }

    public IceCredentials credentials() {
        return credentials;
    }

    public TransportAddress address() {
        return address;
    }

    /** Everything told so far. */
    public List<PeerEvent> events() {
        return events;
    }

    public void listen(MediaListener newListener) {
        listener = newListener;
    }

    private void receive(Packet packet) {
        peer.receive(packet, network.nowNanos());
        drain();
    }

    /** Gives out what the peer has; to be called after anything done to {@link #peer}. */
    public void drain() {
        peer.drain(this);
    }

    /** Lets the peer do what is due. */
    public void expire() {
        if (peer.nextDeadlineNanos() > network.nowNanos()) return;
        peer.expire(network.nowNanos());
        drain();
    }

    @Override
    public void send(Packet owned) {
        network.send(owned);
        owned.release();
    }

    @Override
    public void onRtp(RtpPacket lent) {
        listener.onRtp(lent);
    }

    @Override
    public void onKeyframeRequest(int mediaIndex) {
        listener.onKeyframeRequest(mediaIndex);
    }

    @Override
    public void onSenderReport(int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp) {}

    @Override
    public void onValidated(TransportAddress local, TransportAddress remote) {}

    @Override
    public void onHeard(TransportAddress local, TransportAddress remote) {}

    @Override
    public void onEvent(PeerEvent event) {
        events.add(event);
    }
}
