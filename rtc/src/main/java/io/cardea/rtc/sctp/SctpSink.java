package io.cardea.rtc.sctp;

/**
 * Takes what {@link DataChannels} puts out while it is drained. Implementations collect; they never
 * call back into the object they are draining.
 */
public interface SctpSink {
    /** One SCTP packet, the plaintext of one DTLS record; the array is lent until return. */
    void send(byte[] lent, int offset, int length);

    /** A channel can be used: the peer opened it, or has accepted ours. */
    void onOpen(String label, String protocol);

    /** A message came; the array is the receiver's. */
    void onMessage(String label, String protocol, boolean binary, byte[] payload);

    /** No open channel with that label is left. */
    void onClosed(String label);

    /** The handshake is done. */
    void onAssociationUp();

    /** The association has ended, for good. Its channels have been reported closed before. */
    void onAssociationDown(String reason);
}
