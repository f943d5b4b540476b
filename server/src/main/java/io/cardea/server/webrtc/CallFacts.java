package io.cardea.server.webrtc;

import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.Optional;

/** What was said in a call so far, for the Admin API. Any thread writes, any reads. */
final class CallFacts {
    final long beganNanos = System.nanoTime();
    volatile long checksNanos; // since when ICE checks; 0 for not yet
    volatile long gatheredNanos; // when all our candidates were known; 0 for not yet
    volatile boolean lite; // whether we are an ICE-lite agent
    volatile boolean offered;
    volatile boolean answered;
    volatile boolean up;
    volatile boolean trickled;
    volatile boolean allTrickled;
    volatile boolean hangingUp;
    volatile boolean endToEndEncrypted;
    volatile long remb; // what the peer last said it takes, in bit/s; 0 for nothing
    volatile String ours = "";
    volatile String theirs = "";
    volatile String pluginSees = "";
    volatile Optional<NegotiatedSession> session = Optional.empty();

    void said(boolean offer) {
        if (offer) {
            offered = true;
        } else {
            answered = true;
        }
    }
}
