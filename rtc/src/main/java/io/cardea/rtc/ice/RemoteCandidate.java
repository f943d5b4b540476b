package io.cardea.rtc.ice;

import io.cardea.rtc.packet.TransportAddress;

/** A remote candidate, signalled or found by a check of the peer (peer-reflexive). */
final class RemoteCandidate {
    private final TransportAddress address;
    private IceCandidate.Type type;
    private long priority;
    private String foundation;

    RemoteCandidate(
            TransportAddress address, IceCandidate.Type type, long priority, String foundation) {
        this.address = address;
        this.type = type;
        this.priority = priority;
        this.foundation = foundation;
    }

    /** Signalling has named what a check had found before. */
    void signalled(IceCandidate as) {
        type = as.type();
        priority = as.priority();
        foundation = as.foundation();
    }

    TransportAddress address() {
        return address;
    }

    IceCandidate.Type type() {
        return type;
    }

    long priority() {
        return priority;
    }

    String foundation() {
        return foundation;
    }

    boolean isPeerReflexive() {
        return type == IceCandidate.Type.PRFLX;
    }
}
