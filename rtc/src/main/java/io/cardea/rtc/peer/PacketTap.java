package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;

/** Sees the RTP and RTCP of a peer in the clear, as it comes and as it goes. */
public interface PacketTap {
    /**
     * A packet; lent. On the peer's loop: must not block, nor change it.
     *
     * @param incoming from the peer, not to it
     */
    void onPacket(Packet lent, boolean incoming);
}
