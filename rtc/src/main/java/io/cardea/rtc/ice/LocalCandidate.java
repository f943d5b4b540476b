package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * A local candidate that is its own base: host or relayed. Server-reflexive ones never get here:
 * their pairs would be pruned for their base's (RFC 8445, 6.1.2.4).
 */
final class LocalCandidate {
    private final IceCandidate.Type type;
    private final TransportAddress address;
    private final int preference;
    private final String foundation;
    private final @Nullable Relay relay;

    LocalCandidate(
            IceCandidate.Type type,
            TransportAddress address,
            int preference,
            String foundation,
            @Nullable Relay relay) {
        this.type = type;
        this.address = address;
        this.preference = preference;
        this.foundation = foundation;
        this.relay = relay;
    }

    IceCandidate.Type type() {
        return type;
    }

    /** What packets of this candidate have as local address. */
    TransportAddress address() {
        return address;
    }

    String foundation() {
        return foundation;
    }

    boolean isRelayed() {
        return relay != null;
    }

    boolean isOf(Relay other) {
        return relay == other;
    }

    /** Asks for what a check to that peer needs. */
    void permit(TransportAddress peer, long now) {
        if (relay != null) relay.permit(peer, now);
    }

    /** Whether a check to that peer can go out now. */
    boolean isPermitted(TransportAddress peer) {
        return relay == null || relay.isPermitted(peer);
    }

    /** Whether no check to that peer will ever go out. */
    boolean isRefused(TransportAddress peer) {
        return relay != null && relay.isRefused(peer);
    }

    /** That peer will get media. */
    void prefer(TransportAddress peer, long now) {
        if (relay != null) relay.bind(peer, now);
    }

    /** Routes a packet to a peer, by way of the relay if there is one; false if that cannot be. */
    boolean route(Packet packet, TransportAddress peer) {
        packet.route(address, peer);
        return relay == null || relay.wrap(packet);
    }

    long priority() {
        return Priorities.candidate(type, address.isTcp(), preference);
    }

    /** PRIORITY of checks from here: as if a peer-reflexive candidate came of it. */
    long checkPriority() {
        return Priorities.candidate(IceCandidate.Type.PRFLX, address.isTcp(), preference);
    }

    /** Whether a pair with that remote address makes sense (RFC 8445, 6.1.2.2). */
    boolean reaches(TransportAddress remote) {
        return address.protocol() == remote.protocol()
                && address.isIpv6() == remote.isIpv6()
                && isLinkLocal(address) == isLinkLocal(remote);
    }

    private static boolean isLinkLocal(TransportAddress a) {
        return a.isIpv6() && (a.high() >>> 54) == (0xFE80L << 48) >>> 54;
    }
}
