package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.util.List;
import java.util.random.RandomGenerator;

/** One side of ICE. */
public final class IceAgent {
    /** Consent lasts that long after the last confirmation (RFC 7675, 5.1). */
    public static final long CONSENT_NANOS = 30_000_000_000L;

    public IceAgent(
            IceSettings settings,
            IceCredentials local,
            boolean controlling,
            RandomGenerator random,
            PacketPool pool) {}

    /** {@link #gather(List, List, long)} without bases for TURN. */
    public void gather(List<TransportAddress> bases, long now) {
        gather(bases, List.of(), now);
    }

    /**
     * Begins gathering.
     *
     * @param bases where the peer reaches us: UDP addresses, and TCP addresses that listen
     * @param turnBases local addresses of this peer alone, from which TURN servers of the same
     *     protocol and family are reached; the first packet from a TCP one asks the port to connect
     */
    public void gather(List<TransportAddress> bases, List<TransportAddress> turnBases, long now) {}

    /** The lines so far, as in SDP: {@code candidate:1 1 udp …}. */
    public List<String> localCandidates() {
        return List.of();
    }

    public boolean isGatheringDone() {
        return false;
    }

    /** Lines of accepted remote candidates, for the Admin API. */
    public List<String> remoteCandidates() {
        return List.of();
    }

    /** The peer's credentials, from its description; other ones than before mean its restart. */
    public void remote(IceCredentials remote, boolean remoteLite, long now) {}

    public void addRemoteCandidate(IceCandidate candidate, long now) {}

    public void endOfRemoteCandidates(long now) {}

    /**
     * New local credentials; the old pair carries traffic, and the old ufrag is answered, until a
     * new pair is selected.
     */
    public void restart(IceCredentials newLocal, long now) {}

    public void controlling(boolean controlling) {}

    public boolean isControlling() {
        return false;
    }

    /** Takes a STUN packet of a peer or server, or anything that came to a base for TURN. */
    public void receive(Packet owned, long now) {
        owned.release();
    }

    public void expire(long now) {}

    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    public void drain(IceSink sink) {}

    /**
     * Queues an application datagram for the selected pair, or the best valid one; false, and
     * released, if there is none.
     */
    public boolean send(Packet owned, long now) {
        owned.release();
        return false;
    }

    /**
     * Sets the route of a datagram, and wraps it if it goes through a relay, but leaves it to the
     * caller: the direct way for media. False if there is no pair.
     */
    public boolean route(Packet packet, long now) {
        return false;
    }

    public boolean isWritable() {
        return false;
    }

    /** Janus's word for the state. */
    public String state() {
        return "disconnected";
    }

    public long drops(IceDrop reason) {
        return 0;
    }

    /** Gives back what is held, and tells TURN servers; drain once more afterwards. */
    public void close(long now) {}
}
