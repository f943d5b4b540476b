package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunWriter;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the active pair alive, and notices when it is not (RFC 8445, 11; RFC 7675, 5.1).
 *
 * <p>By indications when nothing else was sent for {@link #IDLE_NANOS}: these have no answer, so
 * nothing is noticed. Or by checks about every {@link #CHECK_NANOS}, none of them repeated: a pair
 * without any answer for {@link IceAgent#CONSENT_NANOS} is lost. Allocates nothing.
 */
final class Liveness implements Transaction.Requester {
    /** RFC 8445, 11: Tr, at least 15 s. */
    static final long IDLE_NANOS = 15_000_000_000L;

    /** RFC 7675, 5.1: 5 s, varied by a fifth. */
    static final long CHECK_NANOS = 5_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final boolean checks;
    private final RandomGenerator random;
    private final PacketPool pool;
    private final Connectivity connectivity;
    private @Nullable CandidatePair pair;
    private boolean lost;
    private long nextNanos = NEVER;
    private long indications;

    Liveness(
            IceSettings settings,
            RandomGenerator random,
            PacketPool pool,
            Connectivity connectivity) {
        boolean wanted = settings.keepaliveConnchecks() || settings.consentFreshness();
        this.checks = wanted && !settings.lite();
        this.random = random;
        this.pool = pool;
        this.connectivity = connectivity;
    }

    void watch(CandidatePair active, long now) {
        lost = !active.isValid();
        pair = active;
        if (checks && !lost) active.confirmedNanos = now;
        active.sentNanos = now;
        nextNanos = now + interval();
    }

    void stop() {
        pair = null;
        nextNanos = NEVER;
    }

    /** A check has found that the pair works again. */
    void revive(CandidatePair succeeded) {
        if (succeeded == pair) lost = false;
    }

    private long interval() {
        if (!checks) return IDLE_NANOS;
        return CHECK_NANOS / 5 * 4 + random.nextLong(CHECK_NANOS / 5 * 2);
    }

    void expire(long now) {
        CandidatePair watched = pair;
        if (watched == null) return;
        if (checks && !lost && now >= watched.confirmedNanos + IceAgent.CONSENT_NANOS) {
            lost = true;
            connectivity.lose(watched, now);
            watched = pair;
            if (watched == null) return;
        }
        if (now < nextNanos) return;
        if (checks) {
            check(watched, now);
        } else {
            indicate(watched, now);
        }
    }

    private void check(CandidatePair watched, long now) {
        nextNanos = now + interval();
        watched.sentNanos = now;
        connectivity.request(watched, connectivity.isControllingOn(watched), this, 1, now);
    }

    private void indicate(CandidatePair watched, long now) {
        if (now >= watched.sentNanos + IDLE_NANOS) {
            Packet packet = pool.take();
            StunWriter.begin(
                    packet,
                    Stun.type(Stun.BINDING, Stun.INDICATION),
                    (int) watched.priority,
                    ++indications);
            StunWriter.fingerprint(packet);
            connectivity.send(watched, packet, now);
        }
        nextNanos = watched.sentNanos + IDLE_NANOS;
    }

    @Override
    public void onResponse(Transaction t, Packet lent, long now) {
        if (!t.isSigned(lent) || !Stun.isSuccess(lent)) return;
        CandidatePair answered = (CandidatePair) t.subject();
        connectivity.end(t);
        answered.confirmedNanos = now;
        answered.heardNanos = now;
        if (answered == pair && lost) connectivity.recover(answered, now);
    }

    @Override
    public void onTimeout(Object subject, long now) {
        // One unanswered check says little; what counts is the last answer's age.
    }

    long nextDeadlineNanos() {
        CandidatePair watched = pair;
        if (watched == null) return NEVER;
        if (!checks || lost) return nextNanos;
        return Math.min(nextNanos, watched.confirmedNanos + IceAgent.CONSENT_NANOS);
    }
}
