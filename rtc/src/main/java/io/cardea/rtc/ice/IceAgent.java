package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.stun.Stun;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An ICE agent with one stream of one component, full or lite.
 *
 * <p>Belongs to one loop. It sees only packets that are its own. On a port shared by many peers the
 * loop finds it by the ufrag of a request ({@link Stun#localUfragOf}), by the id of a request it
 * has sent ({@link Stun#transactionHash}), and for the rest by the addresses of {@link
 * IceSink#onValidated} and {@link IceSink#onHeard}. After a {@link #restart} the old ufrag is still
 * answered until a new pair is selected.
 *
 * <p>Owns the packets it is given, and what waits to be drained. The limits are the constants of
 * {@code Checklist}, {@code Transactions}, {@code Gathering} and {@code Relay}. See RFC 8445, 8838
 * and 7675.
 */
public final class IceAgent {
    /** Consent lasts that long after the last confirmation (RFC 7675, 5.1). */
    public static final long CONSENT_NANOS = 30_000_000_000L;

    /** Between two checks of an agent (RFC 8445, 14.2; libnice waits as long). */
    static final long TA_NANOS = 20_000_000L;

    private final PacketPool pool;
    private final Outbox out = new Outbox();
    private final Drops drops = new Drops();
    private final Transactions transactions;
    private final Gathering gathering;
    private final Connectivity connectivity;
    private final Answers answers;
    private boolean closed;

    /**
     * @param local our credentials, already known to whoever makes the description
     * @param controlling whether we made the first offer; a lite agent never controls
     * @param random of tie-breaker and transaction ids: unpredictable outside of tests
     */
    public IceAgent(
            IceSettings settings,
            IceCredentials local,
            boolean controlling,
            RandomGenerator random,
            PacketPool pool) {
        this.pool = pool;
        transactions = new Transactions(random, out);
        gathering =
                new Gathering(settings, pool, transactions, out, drops, this::onBase, this::onLost);
        connectivity =
                new Connectivity(
                        settings,
                        local,
                        controlling && !settings.lite(),
                        random,
                        pool,
                        transactions,
                        out,
                        drops,
                        gathering);
        answers = new Answers(pool, out, drops);
    }

    private void onBase(LocalCandidate local, long now) {
        connectivity.addLocal(local, now);
    }

    private void onLost(LocalCandidate local, long now) {
        connectivity.lose(local, now);
    }

    // ---- signalling ----

    /** {@link #gather(List, List, long)} without bases for TURN. */
    public void gather(List<TransportAddress> bases, long now) {
        gather(bases, List.of(), now);
    }

    /**
     * Begins gathering; once only.
     *
     * @param bases where the peer reaches us: UDP addresses, and TCP addresses that listen
     * @param turnBases local addresses of this peer alone, from which TURN servers of the same
     *     protocol and family are reached; the first packet from a TCP one asks the port to
     *     connect, with TLS if the server's settings say so. Everything that comes to such a base
     *     is for this agent. Without a fitting base a TURN server is not asked
     */
    public void gather(List<TransportAddress> bases, List<TransportAddress> turnBases, long now) {
        connectivity.gathering();
        gathering.start(bases, turnBases, now);
        connectivity.settle(now);
    }

    /** The lines so far, as in SDP: {@code candidate:1 1 udp …}. */
    public List<String> localCandidates() {
        return List.copyOf(gathering.lines());
    }

    public boolean isGatheringDone() {
        return gathering.isDone();
    }

    /** Lines of accepted remote candidates, for the Admin API. */
    public List<String> remoteCandidates() {
        return List.copyOf(connectivity.remoteLines());
    }

    /** The peer's credentials, from its description; other ones than before mean its restart. */
    public void remote(IceCredentials remote, boolean remoteLite, long now) {
        connectivity.remote(remote, remoteLite, now);
        connectivity.settle(now);
    }

    /**
     * A candidate of the peer, trickled or from its description. What cannot be used is counted;
     * one with a {@code .local} name is handed to {@link IceSink#onResolve}.
     */
    public void addRemoteCandidate(IceCandidate candidate, long now) {
        connectivity.add(candidate, now);
        connectivity.settle(now);
    }

    public void endOfRemoteCandidates(long now) {
        connectivity.endOfCandidates();
        connectivity.settle(now);
    }

    /**
     * New local credentials, to be followed by {@link #remote} with the peer's; the old pair
     * carries traffic until a new one is selected. Local candidates stay as they are.
     */
    public void restart(IceCredentials newLocal, long now) {
        connectivity.restart(newLocal, now);
        connectivity.settle(now);
    }

    /** Changes the role: for tests and renegotiation; conflicts settle themselves. */
    public void controlling(boolean controlling) {
        connectivity.controlling(controlling);
    }

    public boolean isControlling() {
        return connectivity.isControlling();
    }

    // ---- the four verbs ----

    /** Takes a STUN packet of a peer or server, or anything that came to a base for TURN. */
    public void receive(Packet owned, long now) {
        if (closed) {
            owned.release();
            return;
        }
        Relay relay = gathering.relayOf(owned);
        boolean relayed = relay != null && relay.unwrap(owned);
        if (relayed && !Stun.looksLikeStun(owned)) {
            deliver(owned);
        } else {
            receiveStun(owned, now);
            owned.release();
        }
        connectivity.settle(now);
    }

    private void deliver(Packet owned) {
        if (owned.length() == 0) {
            owned.release();
        } else {
            out.deliver(owned);
        }
    }

    private void receiveStun(Packet lent, long now) {
        if (!Stun.isStun(lent) || !Stun.fingerprintHolds(lent)) {
            drops.count(IceDrop.MALFORMED);
        } else if (Stun.isResponse(lent)) {
            onResponse(lent, now);
        } else if (Stun.method(lent) != Stun.BINDING) {
            drops.count(IceDrop.UNEXPECTED);
        } else if (Stun.isRequest(lent)) {
            onRequest(lent, now);
        }
        // What is left is a binding indication, a keepalive: it asks for nothing.
    }

    private void onResponse(Packet lent, long now) {
        Transaction t = transactions.find(lent);
        // RFC 8445, 7.2.5.2.1: it must come back the way the request went.
        if (t == null || !t.isFrom(lent)) {
            drops.count(IceDrop.STRAY_RESPONSE);
            return;
        }
        t.requester().onResponse(t, lent, now);
    }

    /** RFC 8445, 7.3, in the order of RFC 8489, 9.1.3. */
    private void onRequest(Packet lent, long now) {
        LocalCandidate local = gathering.at(lent.local());
        if (local == null) {
            drops.count(IceDrop.UNKNOWN_BASE);
            return;
        }
        int username = Stun.find(lent, Stun.USERNAME);
        if (username == Stun.ABSENT || !Stun.has(lent, Stun.MESSAGE_INTEGRITY)) {
            drops.count(username == Stun.ABSENT ? IceDrop.WRONG_USERNAME : IceDrop.BAD_INTEGRITY);
            answers.refuse(lent, local, 400, "Bad Request", now);
            return;
        }
        Generation meant = connectivity.meantBy(lent, username);
        if (meant == null || !meant.localKey().verify(lent)) {
            drops.count(meant == null ? IceDrop.WRONG_USERNAME : IceDrop.BAD_INTEGRITY);
            answers.refuse(lent, local, 401, "Unauthorized", now);
            return;
        }
        onAuthentic(lent, local, meant, now);
    }

    private void onAuthentic(Packet lent, LocalCandidate local, Generation meant, long now) {
        int unknown = Stun.firstUnknown(lent);
        if (unknown != Stun.ABSENT) {
            drops.count(IceDrop.UNKNOWN_ATTRIBUTE);
            answers.unknownAttribute(lent, local, unknown, meant.localKey(), now);
            return;
        }
        if (connectivity.isRoleConflict(lent)) {
            answers.roleConflict(lent, local, meant.localKey(), now);
            return;
        }
        connectivity.onCheck(local, lent, meant, now);
        // Our triggered check goes out before the answer: the answer lets the peer's DTLS begin,
        // and its first flight should find the path validated on our side.
        connectivity.settle(now);
        answers.success(lent, local, meant.localKey());
    }

    /** Does what is due. */
    public void expire(long now) {
        if (closed) return;
        transactions.expire(now);
        gathering.expire(now);
        connectivity.expire(now);
        connectivity.settle(now);
    }

    /** When {@link #expire} is to be called; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        if (closed) return Long.MAX_VALUE;
        long next = Math.min(transactions.nextDeadlineNanos(), gathering.nextDeadlineNanos());
        return Math.min(next, connectivity.nextDeadlineNanos());
    }

    /** Gives out what has gathered: events first, then packets. */
    public void drain(IceSink sink) {
        out.drain(sink);
    }

    // ---- data ----

    /**
     * Queues an application datagram for the selected pair, or the best valid one; false, and
     * released, if there is none.
     */
    public boolean send(Packet owned, long now) {
        if (!route(owned, now)) {
            owned.release();
            return false;
        }
        return out.send(owned);
    }

    /**
     * Sets the route of a datagram, and wraps it if it goes through a relay, but leaves it to the
     * caller: the direct way for media. False if it cannot be sent. Must have a single owner.
     */
    public boolean route(Packet packet, long now) {
        return connectivity.route(packet, now);
    }

    /** Whether {@link #send} has a pair, nominated or not. */
    public boolean isWritable() {
        return connectivity.isWritable();
    }

    /** The port has lost the TCP connection between these addresses. */
    public void disconnected(TransportAddress local, TransportAddress remote, long now) {
        connectivity.disconnected(local, remote, now);
        connectivity.settle(now);
    }

    // ---- questions and end ----

    /**
     * Janus's word for the state: disconnected, gathering, connecting, connected, ready, failed.
     */
    public String state() {
        return connectivity.state().word();
    }

    /** How often something was dropped for that reason. */
    public long drops(IceDrop reason) {
        return drops.of(reason);
    }

    /** Gives back what is held, and allocations to TURN servers; drain once more afterwards. */
    public void close(long now) {
        if (closed) return;
        closed = true;
        connectivity.close();
        gathering.close();
        transactions.endAll();
    }
}
