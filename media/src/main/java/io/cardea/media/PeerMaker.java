package io.cardea.media;

/** Makes a peer; called once, on the loop it will belong to. */
public interface PeerMaker {
    LoopPeer make(PeerContext context);
}
