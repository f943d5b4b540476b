package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;

/**
 * Takes an agent's output while it is drained. Implementations collect and forward; they never call
 * back into the agent.
 */
public interface IceSink {
    /** A datagram to send from {@link Packet#local} to {@link Packet#remote}; ownership passes. */
    void send(Packet owned);

    /**
     * What a TURN server relayed and is no STUN message; {@link Packet#local} is the relayed
     * address, {@link Packet#remote} the peer's.
     */
    void onData(Packet owned);

    /** The state changed: gathering, connecting, connected, ready, failed or disconnected. */
    void onState(String janusWord);

    /** A local candidate was found: {@code candidate:…} as in SDP. */
    void onLocalCandidate(String line);

    /** No more local candidates will come. */
    void onGatheringDone();

    /** A signalled remote candidate was accepted. */
    default void onRemoteCandidate(String line) {}

    /**
     * A remote candidate has a {@code .local} name. Whoever resolves it gives {@link
     * IceCandidate#resolved} to {@link IceAgent#addRemoteCandidate}.
     */
    default void onResolve(IceCandidate unresolved) {}

    /** A connectivity check has validated this path. */
    void onValidated(TransportAddress local, TransportAddress remote);

    /**
     * An authenticated check came over this path, which is not validated yet: whoever sent it knows
     * our password, but its source address may be forged. DTLS may follow at once, so packets from
     * there should be routed here, unless another peer has validated that address.
     */
    default void onHeard(TransportAddress local, TransportAddress remote) {
        onValidated(local, remote);
    }

    /** Another pair carries the traffic; types are host, srflx, prflx or relay. */
    void onSelectedPair(
            TransportAddress local, String localType, TransportAddress remote, String remoteType);
}
