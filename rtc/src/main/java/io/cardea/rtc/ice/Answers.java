package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import io.cardea.rtc.stun.StunWriter;

/**
 * Responses to the peer's checks. Success is for whoever knew our password; errors, which anybody
 * can provoke, are limited to {@link #ERRORS_PER_SECOND}, and none is much longer than its request.
 */
final class Answers {
    static final int ERRORS_PER_SECOND = 10;

    private static final long NANOS_PER_ERROR = 1_000_000_000L / ERRORS_PER_SECOND;

    private final PacketPool pool;
    private final Outbox out;
    private final Drops drops;
    private int budget = ERRORS_PER_SECOND;
    private long refilledNanos;

    Answers(PacketPool pool, Outbox out, Drops drops) {
        this.pool = pool;
        this.out = out;
        this.drops = drops;
    }

    void success(Packet lentRequest, LocalCandidate local, StunKey key) {
        Packet response = pool.take();
        StunWriter.beginResponse(response, lentRequest, Stun.SUCCESS);
        StunWriter.xorAddress(response, Stun.XOR_MAPPED_ADDRESS, lentRequest.remote());
        StunWriter.integrity(response, key);
        send(response, lentRequest, local);
    }

    /** An error that is not signed: 400 or 401 (RFC 8489, 9.1.3). */
    void refuse(Packet lentRequest, LocalCandidate local, int code, String reason, long now) {
        if (!mayRefuse(now)) return;
        Packet response = pool.take();
        StunWriter.beginResponse(response, lentRequest, Stun.ERROR);
        StunWriter.error(response, code, reason);
        send(response, lentRequest, local);
    }

    void roleConflict(Packet lentRequest, LocalCandidate local, StunKey key, long now) {
        if (!mayRefuse(now)) return;
        Packet response = pool.take();
        StunWriter.beginResponse(response, lentRequest, Stun.ERROR);
        StunWriter.error(response, 487, "Role Conflict");
        StunWriter.integrity(response, key);
        send(response, lentRequest, local);
    }

    void unknownAttribute(
            Packet lentRequest, LocalCandidate local, int attribute, StunKey key, long now) {
        if (!mayRefuse(now)) return;
        Packet response = pool.take();
        StunWriter.beginResponse(response, lentRequest, Stun.ERROR);
        StunWriter.error(response, 420, "Unknown Attribute");
        StunWriter.unknownAttribute(response, attribute);
        StunWriter.integrity(response, key);
        send(response, lentRequest, local);
    }

    private boolean mayRefuse(long now) {
        long earned = (now - refilledNanos) / NANOS_PER_ERROR;
        if (earned > 0) {
            budget = (int) Math.min(ERRORS_PER_SECOND, budget + earned);
            refilledNanos = now;
        }
        if (budget == 0) {
            drops.count(IceDrop.ERROR_RATE);
            return false;
        }
        budget--;
        return true;
    }

    private void send(Packet response, Packet lentRequest, LocalCandidate local) {
        StunWriter.fingerprint(response);
        if (local.route(response, lentRequest.remote())) {
            out.send(response);
        } else {
            response.release();
        }
    }
}
