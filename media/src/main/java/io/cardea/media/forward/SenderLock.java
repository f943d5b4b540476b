package io.cardea.media.forward;

import io.cardea.rtc.packet.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whom a remote source believes: the address first heard, until it has been silent for {@link
 * #SILENCE_NANOS}. Anybody can send to an open port; this keeps a stranger from talking into what
 * is being received. Only SRTP keeps out one who can forge the sender's address.
 *
 * <p>The address is the IP address: a sender may have a port per stream, and NATs move ports.
 *
 * <p>Keyframes are asked for where RTCP came from; so that is believed by the same rule. Before any
 * media was heard, whoever sent last.
 */
final class SenderLock {
    /** So long nobody else is heard. */
    static final long SILENCE_NANOS = 5_000_000_000L;

    private @Nullable TransportAddress sender;
    private long heardNanos;
    private @Nullable TransportAddress sendersRtcp;
    private @Nullable TransportAddress othersRtcp;

    /** Whether a packet from there is not to be believed. */
    boolean isForeign(TransportAddress remote, long nowNanos) {
        return isAlive(nowNanos) && !isSender(remote);
    }

    /** Whether somebody is believed now, so that what cannot be authenticated may come from it. */
    boolean isAlive(long nowNanos) {
        return sender != null && nowNanos - heardNanos < SILENCE_NANOS;
    }

    private boolean isSender(TransportAddress remote) {
        TransportAddress known = sender;
        return known != null && known.sameIp(remote);
    }

    /** Media that is not foreign; whether its sender is another than before. */
    boolean heard(TransportAddress remote, long nowNanos) {
        heardNanos = nowNanos;
        if (isSender(remote)) return false;
        boolean first = sender == null;
        TransportAddress others = othersRtcp;
        sendersRtcp = others != null && others.sameIp(remote) ? others : null;
        othersRtcp = null;
        sender = remote;
        return !first;
    }

    /** Something at the RTCP port; false if it is foreign. */
    boolean heardRtcp(TransportAddress remote, long nowNanos) {
        if (isSender(remote)) {
            sendersRtcp = remote;
        } else if (isAlive(nowNanos)) {
            return false;
        } else {
            othersRtcp = remote;
        }
        return true;
    }

    /** Where RTCP goes to; null while that is not known. */
    @Nullable TransportAddress rtcp() {
        return sender == null ? othersRtcp : sendersRtcp;
    }
}
