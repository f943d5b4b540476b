package io.cardea.rtc.dtls;

/**
 * Where an association stands.
 *
 * <pre>
 * NEW ── start ──► TRYING ── handshake ──► CONNECTED ── close, close_notify, alert ──► CLOSED
 *                    └── timeout, alert, wrong fingerprint, close ──► FAILED
 * </pre>
 */
public enum DtlsState {
    NEW("created"),
    TRYING("trying"),
    CONNECTED("connected"),
    FAILED("failed"),
    CLOSED("closed");

    private final String word;

    DtlsState(String word) {
        this.word = word;
    }

    /** The word for it in events and in the Admin API. */
    public String word() {
        return word;
    }
}
