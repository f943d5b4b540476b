package io.cardea.rtc.sctp;

/** Takes whole messages as they become deliverable. */
interface MessageConsumer {
    void onMessage(int stream, int ppid, byte[] payload);
}
