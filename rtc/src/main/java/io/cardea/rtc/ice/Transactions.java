package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The STUN requests under way, and when each is sent again (RFC 8489, 6.2.1).
 *
 * <p>A fixed number of slots, so that keeping a pair alive allocates nothing. A request is sent up
 * to {@link #MAX_SENDS} times, the wait doubling from {@link #RTO_NANOS}; after the last one it is
 * given up when {@link #LAST_WAIT_NANOS} have passed: 39.5 s in all. Over TCP it is sent once.
 */
final class Transactions {
    /** Requests under way at once. */
    static final int CAPACITY = 64;

    /** RFC 8489, 6.2.1: Rc. */
    static final int MAX_SENDS = 7;

    /** RFC 8445, 14.3: at least 500 ms. */
    static final long RTO_NANOS = 500_000_000L;

    /** RFC 8489, 6.2.1: Rm times the first RTO. */
    static final long LAST_WAIT_NANOS = 16 * RTO_NANOS;

    /** How long the answer to a request sent only once is waited for: as long as to others. */
    static final long SINGLE_WAIT_NANOS = 39_500_000_000L;

    private final Transaction[] slots = new Transaction[CAPACITY];
    private final RandomGenerator random;
    private final Outbox out;
    private int size;

    Transactions(RandomGenerator random, Outbox out) {
        this.random = random;
        this.out = out;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == CAPACITY;
    }

    /** A slot with a fresh id; the addresses are those the response must come from and to. */
    Transaction begin(
            Transaction.Requester by, Object about, TransportAddress from, TransportAddress to) {
        assert !isFull() : "no room for a transaction";
        Transaction slot = freeSlot();
        slot.open(by, about, from, to);
        slot.high = random.nextInt();
        slot.low = random.nextLong();
        size++;
        return slot;
    }

    private Transaction freeSlot() {
        for (int i = 0; i < CAPACITY; i++) {
            if (slots[i] == null) slots[i] = new Transaction();
            if (!slots[i].used) return slots[i];
        }
        throw new AssertionError("no room for a transaction");
    }

    /**
     * Sends the request for the first time, and again until it is answered.
     *
     * @param sends how often at most; 1 for a reliable transport
     */
    void start(Transaction t, Packet owned, @Nullable StunKey answeredWith, int sends, long now) {
        t.request(owned.retain(), answeredWith);
        t.rtoNanos = RTO_NANOS;
        t.maxSends = sends;
        t.sends = 1;
        t.sentNanos = now;
        t.deadlineNanos = now + (sends == 1 ? SINGLE_WAIT_NANOS : RTO_NANOS);
        out.send(owned);
    }

    /** Schedules the first sending for later. */
    void startAt(Transaction t, Packet owned, int sends, long when) {
        t.request(owned, null);
        t.rtoNanos = RTO_NANOS / 2;
        t.maxSends = sends;
        t.deadlineNanos = when;
    }

    /** The transaction a response belongs to, or null. */
    @Nullable Transaction find(Packet lentResponse) {
        if (size == 0) return null;
        int high = Stun.transactionHigh(lentResponse);
        long low = Stun.transactionLow(lentResponse);
        for (Transaction t : slots) {
            if (t != null && t.used && t.low == low && t.high == high) return t;
        }
        return null;
    }

    void end(Transaction t) {
        if (!t.used) return;
        t.free();
        size--;
    }

    /** Ends all about a subject, without telling anybody. */
    void endAbout(Object subject) {
        for (Transaction t : slots) {
            if (t != null && t.used && t.isAbout(subject)) end(t);
        }
    }

    void endAll() {
        for (Transaction t : slots) {
            if (t != null) end(t);
        }
    }

    /** Sends requests about a subject again at once if they have waited for a while. */
    void hasten(Object subject, long minWaitNanos, long now) {
        for (Transaction t : slots) {
            if (t == null || !t.used || !t.isAbout(subject)) continue;
            if (t.sends < t.maxSends && now - t.sentNanos >= minWaitNanos) resend(t, now);
        }
    }

    void expire(long now) {
        if (size == 0) return;
        for (Transaction t : slots) {
            if (t == null || !t.used || t.deadlineNanos > now) continue;
            if (t.sends < t.maxSends) {
                resend(t, now);
            } else {
                Transaction.Requester requester = t.requester();
                Object subject = t.subject();
                end(t);
                requester.onTimeout(subject, now);
            }
        }
    }

    private void resend(Transaction t, long now) {
        t.sends++;
        t.sentNanos = now;
        t.rtoNanos *= 2;
        // The wait after the last of fewer sendings is the RTO again: nobody waits 8 s to gather.
        t.deadlineNanos = now + (t.sends == MAX_SENDS ? LAST_WAIT_NANOS : t.rtoNanos);
        out.send(t.packet().retain());
    }

    long nextDeadlineNanos() {
        long next = Long.MAX_VALUE;
        if (size == 0) return next;
        for (Transaction t : slots) {
            if (t != null && t.used) next = Math.min(next, t.deadlineNanos);
        }
        return next;
    }
}
