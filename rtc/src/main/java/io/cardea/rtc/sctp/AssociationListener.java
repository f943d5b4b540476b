package io.cardea.rtc.sctp;

/** What an association tells the channels above it. */
interface AssociationListener extends StreamResets.Listener, MessageConsumer {
    /** The handshake is done; streams below {@code outboundStreams} may be used. */
    void onUp(int outboundStreams);

    /** The peer has begun anew: all that was sent or open before is gone. */
    void onRestart(int outboundStreams);

    /** The association has ended, for good. */
    void onDown(String reason);
}
