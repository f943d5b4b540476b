package io.cardea.rtc.sctp;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The answering half of the handshake: INIT ACKs go out with a cookie, and the cookies that come
 * back are judged (RFC 9260, 5.1 and 5.2). Keeps nothing of the INITs it answers.
 */
final class InitAnswers {
    /** What a cookie that comes back means (RFC 9260, 5.2.4, table 12). */
    enum Judgement {
        /** It is of the association there is: action D. */
        SAME,
        /** Ours is the same, the peer's tag is not known, or another: action B, or the first. */
        NEW_PEER,
        /** The peer has lost its state and dials again: action A. */
        RESTART,
        STALE,
        /** Of no association, or late: action C. */
        FOREIGN
    }

    private final SctpSettings.Limits limits;
    private final StateCookie.Sealer sealer;
    private final Replies replies;
    private final Counters counters;

    InitAnswers(SctpSettings settings, RandomGenerator random, Replies replies, Counters counters) {
        this.limits = settings.limits();
        this.sealer = new StateCookie.Sealer(random);
        this.replies = replies;
        this.counters = counters;
    }

    /** Whether what an INIT or INIT ACK asks for cannot be; if so, ABORT says why. */
    boolean refuses(InitChunk init) {
        int cause = 0;
        if (init.hasHostName()) cause = Chunks.CAUSE_UNRESOLVABLE_ADDRESS;
        if (init.outboundStreams() == 0 || init.inboundStreams() == 0) {
            cause = Chunks.CAUSE_INVALID_PARAMETER;
        }
        if (cause == 0) return false;
        counters.add(SctpCount.MALFORMED);
        replies.addAlone(ChunkBuilder.withCause(Chunks.ABORT, 0, cause, new byte[0]), init.tag());
        return true;
    }

    /** The tie tags are those of the association there is, if any (5.2.2). */
    void answer(InitChunk init, int tag, int tsn, int localTie, int peerTie, long nowNanos) {
        StateCookie cookie = StateCookie.of(init, tag, tsn, localTie, peerTie, nowNanos);
        var initAck = InitChunk.write(Chunks.INIT_ACK, tag, limits, tsn);
        byte[] chunk = InitChunk.finish(initAck, sealer.seal(cookie), init.unrecognized());
        replies.addAlone(chunk, init.tag());
    }

    /** Opens a COOKIE ECHO chunk; empty, and counted, if the cookie is none of ours. */
    Optional<StateCookie> open(byte[] array, int at, int size, int tag) {
        Optional<StateCookie> cookie =
                sealer.open(array, at + Chunks.HEADER_BYTES, size - Chunks.HEADER_BYTES)
                        .filter(opened -> opened.localTag() == tag);
        if (cookie.isEmpty()) counters.add(SctpCount.BAD_COOKIE);
        return cookie;
    }

    /** {@code known}: whether there is a peer's tag to compare with. */
    Judgement judge(StateCookie cookie, int localTag, boolean known, int peerTag, long nowNanos) {
        boolean sameLocal = cookie.localTag() == localTag;
        boolean samePeer = known && cookie.peerTag() == peerTag;
        if (sameLocal && samePeer) return Judgement.SAME;
        if (cookie.isStale(nowNanos)) return Judgement.STALE;
        if (sameLocal) return Judgement.NEW_PEER;
        boolean tied = cookie.localTieTag() == localTag && cookie.peerTieTag() == peerTag;
        return known && tied ? Judgement.RESTART : Judgement.FOREIGN;
    }

    void refuseStale(StateCookie cookie, long nowNanos) {
        counters.add(SctpCount.BAD_COOKIE);
        long micros = (nowNanos - cookie.createdNanos() - StateCookie.LIFE_NANOS) / 1000;
        byte[] staleness = new byte[4];
        Wire.put32(staleness, 0, (int) Math.min(micros, Integer.MAX_VALUE));
        replies.addAlone(
                ChunkBuilder.withCause(Chunks.ERROR, 0, Chunks.CAUSE_STALE_COOKIE, staleness),
                cookie.peerTag());
    }
}
