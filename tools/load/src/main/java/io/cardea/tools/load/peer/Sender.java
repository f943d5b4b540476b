package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;

/** Made-up media on one m-line, which leaves frame by frame. Belongs to a loop. */
interface Sender {
    /** When the next frame leaves. */
    long dueNanos();

    /** Sends the frames that are due; how many packets that were. */
    int run(Peer peer, PacketPool pool, long nowNanos);

    /** A receiver wants a keyframe of the stream with that SSRC. */
    void requestKeyframe(int ssrc);
}
