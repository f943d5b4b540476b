package io.cardea.rtc.sdp;

/** A description that cannot be used. The message is fit for a client. */
public final class SdpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong; decides the code of the error reply. */
    public enum Kind {
        /** The text is no SDP: the message is the parser's. */
        SYNTAX,
        /** A mid that is missing its value or too long: the message is empty. */
        MID,
        /** Well-formed, but something a PeerConnection needs is missing or wrong. */
        SEMANTICS,
        /** The same, in a renegotiation. */
        RENEGOTIATION,
        /** An answer to an offer that was never made. */
        UNEXPECTED_ANSWER,
        /** Nothing can be shown to a plugin. */
        STRIPPING
    }

    private final Kind kind;

    private SdpException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static SdpException syntax(String message) {
        return new SdpException(Kind.SYNTAX, message);
    }

    static SdpException mid() {
        return new SdpException(Kind.MID, "");
    }

    static SdpException semantics(boolean renegotiation) {
        return new SdpException(
                renegotiation ? Kind.RENEGOTIATION : Kind.SEMANTICS, "Error processing SDP");
    }

    static SdpException unexpectedAnswer() {
        return new SdpException(Kind.UNEXPECTED_ANSWER, "Unexpected ANSWER (did we offer?)");
    }

    static SdpException stripping() {
        return new SdpException(Kind.STRIPPING, "JSEP error: invalid SDP");
    }
}
