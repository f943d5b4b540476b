package io.cardea.rtc.ice;

import io.cardea.rtc.packet.TransportAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidate pairs of one generation, highest priority first, and which is to be checked next
 * (RFC 8445, 6.1.2 to 6.1.4; RFC 8838, 11 for pairs that come late).
 *
 * <p>What runs while a pair is merely kept alive does not allocate, hence the indexed loops.
 *
 * <p>Bounded: at the limits the least useful candidate or pair gives way, and otherwise the new one
 * is not taken.
 */
final class Checklist {
    /** Remote candidates, signalled and peer-reflexive. */
    static final int MAX_REMOTE_CANDIDATES = 64;

    /** RFC 8445, 6.1.2.5 asks for a limit; its default is 100. */
    static final int MAX_PAIRS = 100;

    /** A peer-reflexive candidate that old may give way to another. */
    static final long FORGET_NANOS = 30_000_000_000L;

    private final List<RemoteCandidate> remotes = new ArrayList<>();
    private final List<CandidatePair> pairs = new ArrayList<>();
    private final ArrayDeque<CandidatePair> triggered = new ArrayDeque<>();
    private final Transactions transactions;

    Checklist(Transactions transactions) {
        this.transactions = transactions;
    }

    List<RemoteCandidate> remotes() {
        return remotes;
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    void clear() {
        for (CandidatePair pair : pairs) {
            transactions.endAbout(pair);
        }
        pairs.clear();
        remotes.clear();
        triggered.clear();
    }

    // ---- candidates and pairs ----

    @Nullable RemoteCandidate remoteAt(TransportAddress address) {
        for (int i = 0; i < remotes.size(); i++) {
            RemoteCandidate remote = remotes.get(i);
            if (remote.address().equals(address)) return remote;
        }
        return null;
    }

    /** False if there is no room. */
    boolean add(RemoteCandidate remote, @Nullable CandidatePair spared, long now) {
        if (remotes.size() == MAX_REMOTE_CANDIDATES && !forgetOne(spared, now)) return false;
        remotes.add(remote);
        return true;
    }

    private boolean forgetOne(@Nullable CandidatePair spared, long now) {
        for (RemoteCandidate remote : remotes) {
            if (remote.isPeerReflexive() && isForgotten(remote, spared, now)) {
                pairs.removeIf(pair -> {
                    if (pair.remote != remote) return false;
                    dismiss(pair);
                    return true;
                });
                remotes.remove(remote);
                return true;
            }
        }
        return false;
    }

    private boolean isForgotten(RemoteCandidate remote, @Nullable CandidatePair spared, long now) {
        for (CandidatePair pair : pairs) {
            if (pair.remote != remote) continue;
            if (pair == spared || now - pair.heardNanos < FORGET_NANOS) return false;
        }
        return true;
    }

    @Nullable CandidatePair pairOn(TransportAddress local, TransportAddress remote) {
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair pair = pairs.get(i);
            if (pair.isOn(local, remote)) return pair;
        }
        return null;
    }

    /** Adds a pair in its place; false if it is less important than all there is room for. */
    boolean add(CandidatePair pair, @Nullable CandidatePair spared) {
        if (pairs.size() == MAX_PAIRS && !makeRoom(pair, spared)) return false;
        if (isFoundationBusy(pair)) pair.state = CandidatePair.State.FROZEN;
        insert(pair);
        return true;
    }

    private boolean makeRoom(CandidatePair pair, @Nullable CandidatePair spared) {
        for (int i = pairs.size() - 1; i >= 0; i--) {
            CandidatePair victim = pairs.get(i);
            boolean lost = victim.state == CandidatePair.State.FAILED;
            if (victim == spared || victim.isValid()) continue;
            if (!lost && victim.priority >= pair.priority) continue;
            pairs.remove(i);
            dismiss(victim);
            return true;
        }
        return false;
    }

    private void insert(CandidatePair pair) {
        int at = 0;
        while (at < pairs.size() && pairs.get(at).priority >= pair.priority) {
            at++;
        }
        pairs.add(at, pair);
    }

    private boolean isFoundationBusy(CandidatePair pair) {
        for (CandidatePair other : pairs) {
            boolean busy =
                    other.state == CandidatePair.State.WAITING
                            || other.state == CandidatePair.State.IN_PROGRESS;
            if (busy && other.hasFoundationOf(pair)) return true;
        }
        return false;
    }

    /** Computes all priorities anew: our role or a candidate's priority has changed. */
    void reorder(boolean controlling) {
        List<CandidatePair> old = new ArrayList<>(pairs);
        pairs.clear();
        for (CandidatePair pair : old) {
            pair.computePriority(controlling);
            insert(pair);
        }
    }

    private void dismiss(CandidatePair pair) {
        transactions.endAbout(pair);
        triggered.remove(pair);
    }

    // ---- what is next ----

    /** Has a pair checked soon, before the ordinary ones (RFC 8445, 7.3.1.4). */
    void trigger(CandidatePair pair) {
        pair.state = CandidatePair.State.WAITING;
        if (!triggered.contains(pair)) triggered.add(pair);
    }

    /** The pair to check next, or null; changes nothing. */
    @Nullable CandidatePair next() {
        if (!triggered.isEmpty()) {
            for (CandidatePair pair : triggered) {
                if (isReady(pair)) return pair;
            }
        }
        CandidatePair frozen = null;
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair pair = pairs.get(i);
            if (pair.state == CandidatePair.State.WAITING && isReady(pair)) return pair;
            boolean candidate = pair.state == CandidatePair.State.FROZEN && isReady(pair);
            if (frozen == null && candidate) frozen = pair;
        }
        // RFC 5245, 5.8: nothing waits, so the best frozen one. RFC 8445 would leave it frozen
        // while another of its foundation is in progress; peers that give all candidates one
        // foundation would then wait for 40 s.
        return frozen;
    }

    private static boolean isReady(CandidatePair pair) {
        return pair.local.isPermitted(pair.remote.address());
    }

    /** The check has been sent. */
    void started(CandidatePair pair) {
        pair.state = CandidatePair.State.IN_PROGRESS;
        triggered.remove(pair);
    }

    /** RFC 8445, 7.2.5.3.3: what has worked once is tried on its foundation's other pairs. */
    void succeeded(CandidatePair pair) {
        pair.state = CandidatePair.State.SUCCEEDED;
        triggered.remove(pair);
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair other = pairs.get(i);
            if (other.state == CandidatePair.State.FROZEN && other.hasFoundationOf(pair)) {
                other.state = CandidatePair.State.WAITING;
            }
        }
    }

    void failed(CandidatePair pair) {
        pair.state = CandidatePair.State.FAILED;
        triggered.remove(pair);
    }

    /** Pairs of that local candidate have failed: it is gone. */
    void failAll(LocalCandidate local) {
        for (CandidatePair pair : pairs) {
            if (pair.local != local) continue;
            dismiss(pair);
            failed(pair);
        }
    }

    /** Relayed pairs to a peer that the relay refuses have failed. */
    void failRefused() {
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair pair = pairs.get(i);
            if (pair.isPending() && pair.local.isRefused(pair.remote.address())) failed(pair);
        }
    }

    /** RFC 8445, 8.1.2: with that pair selected, no lesser one is checked any more. */
    void prune(CandidatePair selected) {
        pairs.removeIf(pair -> {
            boolean lesser = pair != selected && pair.priority < selected.priority;
            if (!lesser || !pair.isPending()) return false;
            dismiss(pair);
            return true;
        });
    }

    // ---- questions ----

    /** Whether a pair above that priority may yet succeed. */
    boolean isPendingAbove(long priority) {
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair pair = pairs.get(i);
            if (pair.isPending() && pair.priority > priority) return true;
        }
        return false;
    }

    /** The valid pair of highest priority, or null. */
    @Nullable CandidatePair bestValid() {
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair pair = pairs.get(i);
            if (pair.isValid()) return pair;
        }
        return null;
    }

    /** The valid and nominated pair of highest priority, or null. */
    @Nullable CandidatePair bestNominated() {
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair pair = pairs.get(i);
            if (pair.isValid() && pair.nominated) return pair;
        }
        return null;
    }
}
