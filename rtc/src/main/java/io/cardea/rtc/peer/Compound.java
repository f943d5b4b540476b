package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.RtcpWriter;
import org.jspecify.annotations.Nullable;

/**
 * The RTCP compound packet that is being put together. Belongs to its peer, which sends it.
 *
 * <p>Whoever asked for {@link #packet} calls {@link #send} before giving control back.
 */
final class Compound {
    private final Peer peer;
    private @Nullable Packet packet;

    Compound(Peer peer) {
        this.peer = peer;
    }

    /** The packet to append to. */
    Packet packet() {
        Packet current = packet;
        if (current == null) {
            current = peer.pool().take();
            packet = current;
        }
        return current;
    }

    /** The same with room for so many bytes: what does not fit any more is sent before. */
    Packet packetWithRoom(int bytes) {
        if (packet().length() + bytes > RtcpWriter.MAX_LENGTH) send();
        return packet();
    }

    /** Sends what there is. */
    void send() {
        Packet current = packet;
        if (current == null) return;
        packet = null;
        if (current.length() == 0) {
            current.release();
        } else {
            peer.sendRtcp(current);
        }
    }
}
