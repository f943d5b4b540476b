package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.stun.StunKey;
import org.jspecify.annotations.Nullable;

/**
 * One request under way. A slot of {@link Transactions}, used again and again; holds one ownership
 * of the request as it went to the port, to send it again.
 */
final class Transaction {
    /** Who asked, and is told how it ended; then the slot is free again. */
    interface Requester {
        /**
         * A response from where the request went to. Whoever believes it ends the transaction first
         * of all, so that its slot may be used again.
         */
        void onResponse(Transaction transaction, Packet lent, long now);

        /** No answer came; the transaction has ended. */
        void onTimeout(Object subject, long now);
    }

    boolean used;
    int high;
    long low;
    long rtoNanos;
    int sends;
    int maxSends;
    long sentNanos;
    long deadlineNanos;
    boolean useCandidate;
    boolean controlling;
    private @Nullable Requester requester;
    private @Nullable Object subject;
    private @Nullable Packet packet;
    private @Nullable TransportAddress local;
    private @Nullable TransportAddress remote;
    private @Nullable StunKey key;

    void open(Requester by, Object about, TransportAddress from, TransportAddress to) {
        used = true;
        requester = by;
        subject = about;
        local = from;
        remote = to;
        sends = 0;
        useCandidate = false;
    }

    /** Takes one ownership of the request. */
    void request(Packet owned, @Nullable StunKey answeredWith) {
        packet = owned;
        key = answeredWith;
    }

    void free() {
        if (packet != null) packet.release();
        used = false;
        requester = null;
        subject = null;
        packet = null;
        local = null;
        remote = null;
        key = null;
    }

    boolean isFrom(Packet lentResponse) {
        return lentResponse.local().equals(local) && lentResponse.remote().equals(remote);
    }

    /** Whether the response is signed with the key it must be signed with. */
    boolean isSigned(Packet lentResponse) {
        return key != null && key.verify(lentResponse);
    }

    boolean hasKey() {
        return key != null;
    }

    Requester requester() {
        Requester current = requester;
        assert current != null : "free transaction";
        return current;
    }

    Object subject() {
        Object current = subject;
        assert current != null : "free transaction";
        return current;
    }

    /** Subjects are what they are: none of them defines equality. */
    boolean isAbout(Object other) {
        return other.equals(subject);
    }

    Packet packet() {
        Packet current = packet;
        assert current != null : "transaction without request";
        return current;
    }
}
