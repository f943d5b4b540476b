package io.cardea.rtc.dtls;

import java.util.Optional;
import org.bouncycastle.tls.DTLSTransport;

/** How a handshake ended. */
sealed interface Outcome {
    /** Both sides are who they should be. */
    record Connected(DTLSTransport transport, Optional<SrtpKeys> keys) implements Outcome {}

    /**
     * @param reason the word for the hangup event
     * @param detail what happened, for the log
     */
    record Failed(String reason, String detail) implements Outcome {}
}
