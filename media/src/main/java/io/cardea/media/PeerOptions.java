package io.cardea.media;

/**
 * Where and how a peer is placed.
 *
 * @param loop index of the wanted loop, -1 for one that has room
 * @param ownPorts whether it gets UDP ports of its own beside the shared ones, as a TURN client
 *     needs (an allocation is bound to the 5-tuple)
 */
public record PeerOptions(int loop, boolean ownPorts) {
    /** On a loop that has room, with the engine's ports. */
    public static PeerOptions defaults() {
        return new PeerOptions(-1, false);
    }
}
