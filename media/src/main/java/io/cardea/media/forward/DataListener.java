package io.cardea.media.forward;

/** Told of data messages on a loop: implementations only enqueue. */
public interface DataListener {
    /** A message, which nobody changes any more. */
    void onMessage(boolean binary, byte[] message);
}
