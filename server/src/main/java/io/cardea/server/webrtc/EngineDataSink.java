package io.cardea.server.webrtc;

import io.cardea.spi.DataSink;

/** A sink of data channel messages in this server. */
interface EngineDataSink extends DataSink {
    /** Takes a message, which nobody changes any more. Any thread, also a loop: must not block. */
    void onMessage(boolean binary, byte[] message);
}
