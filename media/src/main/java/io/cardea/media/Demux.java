package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the peer a packet on a shared port is for.
 *
 * <p>A connectivity check names it by its user fragment (RFC 8445, 7.3); the answer to one of our
 * checks by its transaction id; anything else by the path that a check has validated. So a DTLS
 * ClientHello from an address that never proved to know a password is not looked at.
 *
 * <p>Belongs to one loop. Transactions are forgotten after one to two periods of {@value
 * #TRANSACTION_NANOS} ns, longer than any retransmission (RFC 8489, 6.2.1).
 */
final class Demux {
    /** Why a packet found nobody. */
    enum Miss {
        UNKNOWN_UFRAG,
        UNKNOWN_TRANSACTION,
        UNVALIDATED
    }

    static final long TRANSACTION_NANOS = 40_000_000_000L;
    static final int MAX_TRANSACTIONS = 1 << 18;

    private static final int STUN_HEADER = 20;
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int USERNAME = 0x0006;
    private static final int CLASS_MASK = 0x0110;
    private static final int CLASS_REQUEST = 0x0000;
    private static final int CLASS_INDICATION = 0x0010;

    private final Map<String, PeerSeat> byUfrag = new HashMap<>();
    private Map<Long, Asker> transactions = new HashMap<>();
    private Map<Long, Asker> olderTransactions = new HashMap<>();
    private long rotationNanos = Long.MIN_VALUE;
    private Miss miss = Miss.UNVALIDATED;

    /**
     * Who sent requests. Transactions outlive their peer by a period or two; they must not keep it,
     * and all that hangs on it, from being forgotten.
     */
    static final class Asker {
        private @Nullable PeerSeat seat;

        Asker(PeerSeat seat) {
            this.seat = seat;
        }

        /** The peer is gone. */
        void clear() {
            seat = null;
        }
    }

    void add(String ufrag, PeerSeat seat) {
        if (!ufrag.isEmpty()) byUfrag.put(ufrag, seat);
    }

    void remove(String ufrag, PeerSeat seat) {
        byUfrag.remove(ufrag, seat);
    }

    /** The peer this packet is for; null if nobody, then {@link #miss} says why. */
    @Nullable PeerSeat find(PortRoute route, Packet lent) {
        if (!route.isShared()) return route.owner();
        if (isStun(lent)) {
            int type = lent.u16(0) & CLASS_MASK;
            if (type == CLASS_REQUEST) return byUsername(lent);
            if (type != CLASS_INDICATION) return byTransaction(lent);
        }
        miss = Miss.UNVALIDATED;
        return route.validated(lent.remote());
    }

    Miss miss() {
        return miss;
    }

    /** Notes the transaction of a request on its way out, so that the answer finds its way in. */
    void note(Asker asker, Packet lent, long nowNanos) {
        if (!isStun(lent) || (lent.u16(0) & CLASS_MASK) != CLASS_REQUEST) return;
        if (nowNanos - rotationNanos > TRANSACTION_NANOS || rotationNanos == Long.MIN_VALUE) {
            rotationNanos = nowNanos;
            olderTransactions = transactions;
            transactions = new HashMap<>();
        }
        if (transactions.size() < MAX_TRANSACTIONS) transactions.put(transactionId(lent), asker);
    }

    private @Nullable PeerSeat byTransaction(Packet lent) {
        miss = Miss.UNKNOWN_TRANSACTION;
        Long id = transactionId(lent);
        Asker asker = transactions.get(id);
        if (asker == null) asker = olderTransactions.get(id);
        return asker == null ? null : asker.seat;
    }

    /** The first 64 of 96 random bits: enough to tell apart what is in flight. */
    private static long transactionId(Packet lent) {
        return lent.i64(8);
    }

    private @Nullable PeerSeat byUsername(Packet lent) {
        miss = Miss.UNKNOWN_UFRAG;
        int end = Math.min(lent.length(), STUN_HEADER + lent.u16(2));
        for (int at = STUN_HEADER; at + 4 <= end; ) {
            int length = lent.u16(at + 2);
            if (at + 4 + length > end) return null;
            if (lent.u16(at) == USERNAME) return byUfrag.get(ufrag(lent, at + 4, length));
            at += 4 + ((length + 3) & ~3);
        }
        return null;
    }

    /** USERNAME is {@code ours:theirs} in a check sent to us (RFC 8445, 7.2.2). */
    private static String ufrag(Packet lent, int from, int length) {
        int end = 0;
        while (end < length && lent.u8(from + end) != ':') end++;
        return new String(lent.array(), from, end, StandardCharsets.ISO_8859_1);
    }

    private static boolean isStun(Packet lent) {
        return lent.length() >= STUN_HEADER && lent.u8(0) < 4 && lent.i32(4) == MAGIC_COOKIE;
    }
}
