package io.cardea.events.gelf;

import java.io.IOException;

/** Where messages go. One thread; {@link #close} any. */
interface Wire extends AutoCloseable {
    /** Sends a message whole; connects first if it has to. */
    void send(byte[] message) throws IOException;

    @Override
    void close();
}
