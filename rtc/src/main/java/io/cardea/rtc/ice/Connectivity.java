package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Checks pairs, has one selected, and keeps it alive (RFC 8445, 7 and 8; RFC 7675).
 *
 * <p>Which pair carries data, the {@link #active} one: the selected one; else, after a restart, the
 * one selected before; else the best valid one, though nobody has nominated it yet: browsers
 * nominate late, and DTLS need not wait for that.
 *
 * <p>Nomination. Controlling, we nominate with every check (aggressive) or, once a pair is valid,
 * with a second check on the best one (regular). Controlled, we follow the peer: of several
 * nominated pairs the one of highest priority, as RFC 5245 has it, since an aggressive peer
 * nominates all; unless that one has been silent for {@link #STALE_NANOS}: then the peer has moved.
 */
final class Connectivity implements Transaction.Requester {
    /** Checks under way; the rest of the transactions is for servers and consent. */
    static final int MAX_PENDING_CHECKS = 48;

    /** Role conflicts per generation, after which the peer is taken to be broken. */
    static final int MAX_CONFLICTS = 8;

    /** TCP-active candidates remembered. */
    static final int MAX_ACTIVE = 16;

    /** How long regular nomination waits for something better than the first valid pair. */
    static final long NOMINATION_WAIT_NANOS = 1_000_000_000L;

    /** A selected pair without a sign of the peer for so long gives way to another nomination. */
    static final long STALE_NANOS = 12_000_000_000L;

    /** From the last pair's failure to the state's. */
    static final long FAILURE_GRACE_NANOS = 5_000_000_000L;

    /** From the end of the peer's candidates to failure when there was none to try. */
    static final long NO_PAIR_GRACE_NANOS = 30_000_000_000L;

    private static final long HASTEN_NANOS = 100_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    private final IceSettings settings;
    private final PacketPool pool;
    private final Transactions transactions;
    private final Outbox out;
    private final Drops drops;
    private final Gathering gathering;
    private final Checklist checklist;
    private final Liveness liveness;
    private final long tieBreaker;
    private final List<TransportAddress> activeTcp = new ArrayList<>();
    private final List<String> remoteLines = new ArrayList<>();

    private Generation generation;
    private @Nullable Generation previous;
    private @Nullable CandidatePair carried;
    private @Nullable CandidatePair selected;
    private @Nullable CandidatePair nominating;
    private @Nullable CandidatePair fallback;
    private @Nullable CandidatePair active;
    private IceState state = IceState.DISCONNECTED;
    private boolean controlling;
    private boolean endOfCandidates;
    private boolean closed;
    private int conflicts;
    private int reflexives;
    private int unresolved;
    private long nextCheckNanos = Long.MIN_VALUE;
    private long firstValidNanos = NEVER;
    private long failNanos = NEVER;

    Connectivity(
            IceSettings settings,
            IceCredentials local,
            boolean controlling,
            RandomGenerator random,
            PacketPool pool,
            Transactions transactions,
            Outbox out,
            Drops drops,
            Gathering gathering) {
        this.settings = settings;
        this.pool = pool;
        this.transactions = transactions;
        this.out = out;
        this.drops = drops;
        this.gathering = gathering;
        this.controlling = controlling;
        this.generation = new Generation(local);
        this.tieBreaker = random.nextLong();
        this.checklist = new Checklist(transactions);
        this.liveness = new Liveness(settings, random, pool, this);
    }

    // ---- what is signalled ----

    void gathering() {
        if (state == IceState.DISCONNECTED) become(IceState.GATHERING);
    }

    void remote(IceCredentials remote, boolean remoteLite, long now) {
        if (generation.hasRemote(remote)) return;
        // The peer restarts although we have not: only its half of the credentials is new.
        if (generation.isComplete()) restart(generation.local(), now);
        generation.remote(remote);
        // RFC 8445, 6.1.1: opposite a lite agent, the full one controls.
        if (remoteLite && !settings.lite() && !controlling) controlling(true);
        if (!state.isUp()) become(IceState.CONNECTING);
    }

    void restart(IceCredentials newLocal, long now) {
        CandidatePair keep = active;
        previous = keep == null ? null : generation;
        carried = keep;
        selected = null;
        nominating = null;
        fallback = null;
        checklist.clear();
        activeTcp.clear();
        remoteLines.clear();
        generation = new Generation(newLocal);
        endOfCandidates = false;
        conflicts = 0;
        unresolved = 0;
        firstValidNanos = NEVER;
        failNanos = NEVER;
        activate(now);
        become(IceState.CONNECTING);
    }

    void controlling(boolean value) {
        if (controlling == value) return;
        controlling = value;
        checklist.reorder(value);
    }

    boolean isControlling() {
        return controlling;
    }

    void endOfCandidates() {
        endOfCandidates = true;
    }

    void add(IceCandidate candidate, long now) {
        if (isExcluded(candidate)) {
            drops.count(IceDrop.CANDIDATE_IGNORED);
            return;
        }
        if (candidate.address().isEmpty()) {
            resolve(candidate);
            return;
        }
        TransportAddress address = candidate.address().get();
        if (candidate.type() == IceCandidate.Type.RELAY) {
            // A relay may be reached by TCP; what it relays is UDP.
            address = address.withProtocol(TransportAddress.Protocol.UDP);
        }
        if (address.isTcp()) {
            addActiveTcp(candidate, address);
            return;
        }
        RemoteCandidate known = checklist.remoteAt(address);
        if (known == null) {
            addNew(candidate, address, now);
        } else if (known.isPeerReflexive()) {
            known.signalled(candidate);
            checklist.reorder(controlling);
            accepted(candidate);
            pairWithAll(known, now);
        }
    }

    private boolean isExcluded(IceCandidate c) {
        boolean relayed = c.type() == IceCandidate.Type.RELAY;
        boolean tcp = c.protocol() == TransportAddress.Protocol.TCP && !relayed;
        return c.component() != 1
                || c.priority() == 0
                || c.port() == 0
                || (tcp && !settings.tcp())
                || (c.address().isPresent() && isExcluded(c.address().get()));
    }

    private boolean isExcluded(TransportAddress address) {
        if (address.isIpv6()) {
            boolean multicast = address.high() >>> 56 == 0xFF;
            boolean any = address.high() == 0 && address.low() == 0;
            return !settings.ipv6() || multicast || any;
        }
        return address.low() >>> 28 >= 0xE || address.low() >>> 24 == 0;
    }

    private void resolve(IceCandidate candidate) {
        if (settings.ignoreMdns() || unresolved == Checklist.MAX_REMOTE_CANDIDATES) {
            drops.count(IceDrop.CANDIDATE_IGNORED);
            return;
        }
        unresolved++;
        out.event(sink -> sink.onResolve(candidate));
    }

    /**
     * We are passive only, so the peer connects to us, from a port yet unknown (RFC 6544, 4.5): its
     * first check makes the pair.
     */
    private void addActiveTcp(IceCandidate candidate, TransportAddress address) {
        if (!candidate.tcpType().equals("active") || activeTcp.size() == MAX_ACTIVE) {
            drops.count(IceDrop.CANDIDATE_IGNORED);
            return;
        }
        activeTcp.add(address);
        accepted(candidate);
    }

    private void addNew(IceCandidate candidate, TransportAddress address, long now) {
        RemoteCandidate remote =
                new RemoteCandidate(
                        address, candidate.type(), candidate.priority(), candidate.foundation());
        if (!checklist.add(remote, selected, now)) {
            drops.count(IceDrop.LIMIT);
            return;
        }
        accepted(candidate);
        pairWithAll(remote, now);
    }

    private void accepted(IceCandidate candidate) {
        String line = candidate.line();
        if (remoteLines.size() < Checklist.MAX_REMOTE_CANDIDATES) remoteLines.add(line);
        out.event(sink -> sink.onRemoteCandidate(line));
    }

    List<String> remoteLines() {
        return remoteLines;
    }

    // ---- pairs ----

    void addLocal(LocalCandidate local, long now) {
        for (RemoteCandidate remote : checklist.remotes()) {
            pair(local, remote, now);
        }
    }

    void lose(LocalCandidate local, long now) {
        checklist.failAll(local);
        CandidatePair current = active;
        if (current != null && current.local == local) lose(current, now);
    }

    /** The port has lost a connection. */
    void disconnected(TransportAddress local, TransportAddress remote, long now) {
        CandidatePair pair = checklist.pairOn(local, remote);
        if (pair != null) {
            lose(pair, now);
        } else if (carried != null && carried.isOn(local, remote)) {
            lose(carried, now);
        }
    }

    private void pairWithAll(RemoteCandidate remote, long now) {
        for (LocalCandidate local : gathering.candidates()) {
            pair(local, remote, now);
        }
    }

    private void pair(LocalCandidate local, RemoteCandidate remote, long now) {
        if (settings.lite() || !local.reaches(remote.address())) return;
        if (checklist.pairOn(local.address(), remote.address()) != null) return;
        CandidatePair pair = newPair(local, remote);
        if (selected != null && pair.priority < selected.priority) return;
        if (!add(pair, now)) drops.count(IceDrop.LIMIT);
    }

    private CandidatePair newPair(LocalCandidate local, RemoteCandidate remote) {
        CandidatePair pair = new CandidatePair(local, remote, generation);
        pair.computePriority(controlling);
        return pair;
    }

    private boolean add(CandidatePair pair, long now) {
        if (!checklist.add(pair, selected)) return false;
        pair.heardNanos = now;
        pair.local.permit(pair.remote.address(), now);
        return true;
    }

    // ---- the peer's checks ----

    /**
     * The credentials a request means, by its USERNAME, or null. Those of before a restart are good
     * only together with the peer's of before it (RFC 8445, 9): a browser that has restarted too
     * checks with our old ones and its new ones until our answer is there, and whoever answered
     * would bind its new candidates to credentials that nobody uses any more.
     */
    @Nullable Generation meantBy(Packet lentRequest, int username) {
        if (generation.isMeant(lentRequest, username)) return generation;
        Generation old = previous;
        return old != null && old.isBetweenUs(lentRequest, username) ? old : null;
    }

    /**
     * RFC 8445, 7.3.1.1. Whether the request is to be refused with 487; if not, our role has been
     * made to fit.
     */
    boolean isRoleConflict(Packet lentRequest) {
        int at =
                Stun.find(lentRequest, controlling ? Stun.ICE_CONTROLLING : Stun.ICE_CONTROLLED, 8);
        if (at == Stun.ABSENT) return false;
        // A lite agent cannot control: whoever checks it has to.
        if (settings.lite() && !controlling) return true;
        boolean ours = Long.compareUnsigned(tieBreaker, lentRequest.i64(at)) >= 0;
        if (ours == controlling) return true;
        controlling(!controlling);
        return false;
    }

    /** An authenticated check that is not in conflict (RFC 8445, 7.3.1.3 to 7.3.2). */
    void onCheck(LocalCandidate local, Packet lent, Generation meant, long now) {
        if (meant != generation) {
            CandidatePair old = carried;
            if (old != null && old.isOn(lent.local(), lent.remote())) old.heardNanos = now;
            return;
        }
        CandidatePair pair = pairOf(local, lent, now);
        if (pair == null) {
            drops.count(IceDrop.LIMIT);
            return;
        }
        hear(pair, now);
        boolean nominated = Stun.has(lent, Stun.USE_CANDIDATE) && !controlling;
        if (settings.lite()) {
            succeed(pair, now);
        } else {
            triggerCheck(pair, now);
        }
        if (!nominated) return;
        if (pair.isValid()) {
            nominate(pair, now);
        } else {
            pair.nominateOnSuccess = true;
        }
    }

    private @Nullable CandidatePair pairOf(LocalCandidate local, Packet lent, long now) {
        CandidatePair known = checklist.pairOn(local.address(), lent.remote());
        if (known != null) return known;
        RemoteCandidate remote = checklist.remoteAt(lent.remote());
        if (remote == null) {
            remote = peerReflexive(lent);
            if (!checklist.add(remote, selected, now)) return null;
        }
        CandidatePair pair = newPair(local, remote);
        return add(pair, now) ? pair : null;
    }

    /** RFC 8445, 7.3.1.3. */
    private RemoteCandidate peerReflexive(Packet lent) {
        TransportAddress address = lent.remote();
        IceCandidate.Type type = IceCandidate.Type.PRFLX;
        for (TransportAddress announced : activeTcp) {
            if (address.isTcp() && announced.sameIp(address)) type = IceCandidate.Type.HOST;
        }
        long priority = Math.max(0, Stun.u32(lent, Stun.PRIORITY));
        return new RemoteCandidate(address, type, priority, "prflx" + ++reflexives);
    }

    private void hear(CandidatePair pair, long now) {
        pair.heardNanos = now;
        if (pair.heard || pair.local.isRelayed()) return;
        pair.heard = true;
        TransportAddress local = pair.local.address();
        TransportAddress remote = pair.remote.address();
        out.event(sink -> sink.onHeard(local, remote));
    }

    private void triggerCheck(CandidatePair pair, long now) {
        switch (pair.state) {
            case SUCCEEDED -> {}
            // The peer is there now: ask again at once instead of at the next retransmission.
            case IN_PROGRESS -> transactions.hasten(pair, HASTEN_NANOS, now);
            case WAITING, FROZEN, FAILED -> checklist.trigger(pair);
        }
    }

    // ---- our checks ----

    private void check(long now) {
        if (now < nextCheckNanos || !mayCheck()) return;
        CandidatePair pair = checklist.next();
        if (pair == null) return;
        nextCheckNanos = now + IceAgent.TA_NANOS;
        boolean nominate = controlling && settings.aggressiveNomination();
        if (request(pair, nominate, this, sends(pair), now)) {
            checklist.started(pair);
        } else {
            checklist.failed(pair);
        }
    }

    private boolean mayCheck() {
        return !closed
                && !settings.lite()
                && generation.isComplete()
                && transactions.size() < MAX_PENDING_CHECKS;
    }

    private static int sends(CandidatePair pair) {
        return pair.local.address().isTcp() ? 1 : Transactions.MAX_SENDS;
    }

    /** Sends a check on a pair; false if it cannot be sent. */
    boolean request(
            CandidatePair pair, boolean nominate, Transaction.Requester by, int sends, long now) {
        if (transactions.isFull()) {
            drops.count(IceDrop.LIMIT);
            return false;
        }
        TransportAddress from = pair.local.address();
        TransportAddress to = pair.remote.address();
        Transaction t = transactions.begin(by, pair, from, to);
        t.useCandidate = nominate;
        t.controlling = controlling;
        Packet packet = pool.take();
        StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.REQUEST), t.high, t.low);
        StunWriter.bytes(packet, Stun.USERNAME, pair.generation.checkUsername());
        StunWriter.u32(packet, Stun.PRIORITY, (int) pair.local.checkPriority());
        StunWriter.u64(
                packet, controlling ? Stun.ICE_CONTROLLING : Stun.ICE_CONTROLLED, tieBreaker);
        if (nominate) StunWriter.flag(packet, Stun.USE_CANDIDATE);
        StunWriter.integrity(packet, pair.generation.remoteKey());
        StunWriter.fingerprint(packet);
        if (!route(pair, packet)) {
            packet.release();
            transactions.end(t);
            return false;
        }
        transactions.start(t, packet, pair.generation.remoteKey(), sends, now);
        return true;
    }

    void end(Transaction t) {
        transactions.end(t);
    }

    private static boolean route(CandidatePair pair, Packet packet) {
        return pair.local.route(packet, pair.remote.address());
    }

    @Override
    public void onResponse(Transaction t, Packet lent, long now) {
        CandidatePair pair = (CandidatePair) t.subject();
        if (Stun.isError(lent)) {
            onError(t, pair, lent);
            return;
        }
        if (!t.isSigned(lent)) {
            drops.count(IceDrop.BAD_INTEGRITY);
            return;
        }
        boolean asked = controlling ? t.useCandidate : pair.nominateOnSuccess;
        boolean nominated = asked || pair.nominated;
        transactions.end(t);
        if (nominating == pair) nominating = null;
        if (Stun.hasAddress(lent, Stun.XOR_MAPPED_ADDRESS)) {
            pair.mapped(
                    Stun.xorAddress(
                            lent, Stun.XOR_MAPPED_ADDRESS, pair.local.address().protocol()));
        }
        pair.heardNanos = now;
        succeed(pair, now);
        if (nominated) nominate(pair, now);
    }

    private void succeed(CandidatePair pair, long now) {
        boolean news = !pair.isValid();
        checklist.succeeded(pair);
        pair.confirmedNanos = now;
        if (!news) return;
        liveness.revive(pair);
        if (firstValidNanos == NEVER) firstValidNanos = now;
        if (!pair.local.isRelayed()) {
            TransportAddress local = pair.local.address();
            TransportAddress remote = pair.remote.address();
            out.event(sink -> sink.onValidated(local, remote));
        }
        activate(now);
    }

    private void onError(Transaction t, CandidatePair pair, Packet lent) {
        int code = Stun.errorCode(lent);
        boolean signed = t.isSigned(lent);
        // RFC 8489, 9.1.4: other errors would be signed. 401 and 5xx may pass: the peer may not
        // know our credentials yet, so we ask again as if nothing had come.
        if ((!signed && code != 400) || code >= 500) {
            drops.count(IceDrop.UNEXPECTED);
            return;
        }
        boolean sentAs = t.controlling;
        transactions.end(t);
        if (nominating == pair) nominating = null;
        if (code == 487 && conflicts++ < MAX_CONFLICTS) {
            if (sentAs == controlling) controlling(!controlling);
            if (!pair.isValid()) checklist.trigger(pair);
            return;
        }
        checklist.failed(pair);
    }

    @Override
    public void onTimeout(Object subject, long now) {
        CandidatePair pair = (CandidatePair) subject;
        if (nominating == pair) {
            nominating = null;
            lose(pair, now);
        } else if (pair.state == CandidatePair.State.IN_PROGRESS) {
            checklist.failed(pair);
        }
    }

    // ---- nomination and selection ----

    /** Regular nomination, and what aggressive nomination has missed by a change of roles. */
    private void choose(long now) {
        if (now < chooseNanos()) return;
        CandidatePair best = checklist.bestValid();
        if (best == null) return;
        if (request(best, true, this, sends(best), now)) {
            nominating = best;
        } else {
            lose(best, now);
        }
    }

    /** When the best valid pair is to be nominated; {@link #NEVER} if it is not for us. */
    private long chooseNanos() {
        boolean waits = selected == null && nominating == null && mayCheck();
        if (!controlling || !waits) return NEVER;
        CandidatePair best = checklist.bestValid();
        if (best == null) return NEVER;
        boolean better = checklist.isPendingAbove(best.priority);
        return better ? firstValidNanos + NOMINATION_WAIT_NANOS : Long.MIN_VALUE;
    }

    private void nominate(CandidatePair pair, long now) {
        pair.nominated = true;
        pair.nominateOnSuccess = false;
        CandidatePair current = selected;
        boolean stale = current != null && !controlling && now - current.heardNanos > STALE_NANOS;
        if (current == null || stale || pair.priority > current.priority) select(pair, now);
    }

    private void select(CandidatePair pair, long now) {
        if (selected == pair) return;
        selected = pair;
        nominating = null;
        carried = null;
        previous = null;
        fallback = null;
        checklist.prune(pair);
        pair.local.prefer(pair.remote.address(), now);
        activate(now);
        TransportAddress local = pair.local.address();
        TransportAddress remote = pair.remote.address();
        String localType = gathering.typeOf(pair.local, pair.mapped()).word();
        String remoteType = pair.remote.type().word();
        out.event(sink -> sink.onSelectedPair(local, localType, remote, remoteType));
    }

    /** Works out which pair carries data. */
    private void activate(long now) {
        CandidatePair next = selected;
        if (next == null) next = carried;
        if (next == null) next = checklist.bestValid();
        if (next == null) next = fallback;
        if (next == active) return;
        active = next;
        if (next == null) {
            liveness.stop();
        } else {
            liveness.watch(next, now);
        }
    }

    /**
     * A pair that worked does no more. It stays nominated, so that it is selected again as soon as
     * it works again.
     */
    void lose(CandidatePair pair, long now) {
        checklist.failed(pair);
        if (pair == carried) {
            carried = null;
        } else if (pair == selected || pair == active) {
            selected = null;
            // Without consent freshness data goes on: the peer may hear though we do not.
            fallback = settings.consentFreshness() ? null : pair;
            CandidatePair other = checklist.bestNominated();
            if (other != null && now - other.heardNanos < STALE_NANOS) {
                select(other, now);
            } else if (state.isUp()) {
                fail();
            }
        }
        activate(now);
    }

    private void fail() {
        failNanos = NEVER;
        become(IceState.FAILED);
    }

    /** A pair that had been lost has answered again. */
    void recover(CandidatePair pair, long now) {
        if (pair.generation != generation) return;
        boolean nominated = pair.nominated;
        succeed(pair, now);
        if (nominated) nominate(pair, now);
    }

    // ---- state ----

    /** Does what is due and brings the state up to date; after anything else. */
    void settle(long now) {
        if (closed) return;
        checklist.failRefused();
        choose(now);
        check(now);
        CandidatePair current = selected;
        if (current == null) {
            awaitFailure(now);
            return;
        }
        failNanos = NEVER;
        if (!state.isUp()) {
            if (state != IceState.CONNECTING) become(IceState.CONNECTING);
            become(IceState.CONNECTED);
        }
        if (state == IceState.CONNECTED && !checklist.isPendingAbove(current.priority)) {
            become(IceState.READY);
        }
    }

    private void awaitFailure(long now) {
        boolean empty = checklist.isEmpty();
        boolean hopeless =
                state == IceState.CONNECTING
                        && generation.isComplete()
                        && !settings.lite()
                        && !checklist.isPendingAbove(-1)
                        && checklist.bestValid() == null
                        && (endOfCandidates || !empty);
        if (!hopeless) {
            failNanos = NEVER;
        } else if (failNanos == NEVER) {
            failNanos = now + (empty ? NO_PAIR_GRACE_NANOS : FAILURE_GRACE_NANOS);
        } else if (now >= failNanos) {
            fail();
        }
    }

    private void become(IceState next) {
        if (state == next) return;
        state = next;
        out.event(sink -> sink.onState(next.word()));
    }

    IceState state() {
        return state;
    }

    // ---- data ----

    boolean isWritable() {
        return active != null;
    }

    /** Routes a datagram over the active pair, wrapped if that is relayed. */
    boolean route(Packet packet, long now) {
        CandidatePair pair = active;
        if (pair == null) {
            drops.count(IceDrop.NOT_WRITABLE);
            return false;
        }
        pair.sentNanos = now;
        return route(pair, packet);
    }

    /** Sends on a pair what is neither a check nor data. */
    void send(CandidatePair pair, Packet owned, long now) {
        pair.sentNanos = now;
        if (route(pair, owned)) {
            out.send(owned);
        } else {
            owned.release();
        }
    }

    boolean isControllingOn(CandidatePair pair) {
        return controlling && pair == selected;
    }

    // ---- time ----

    void expire(long now) {
        liveness.expire(now);
    }

    long nextDeadlineNanos() {
        if (closed) return NEVER;
        long next = Math.min(liveness.nextDeadlineNanos(), failNanos);
        next = Math.min(next, chooseNanos());
        if (mayCheck() && checklist.next() != null) next = Math.min(next, nextCheckNanos);
        return next;
    }

    void close() {
        closed = true;
        active = null;
        liveness.stop();
        checklist.clear();
    }
}
