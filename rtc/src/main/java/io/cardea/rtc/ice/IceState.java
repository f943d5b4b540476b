package io.cardea.rtc.ice;

/**
 * The state of the component, in Janus's words.
 *
 * <p>DISCONNECTED → GATHERING → CONNECTING (both sides' credentials are known) → CONNECTED (a pair
 * is selected) → READY (no better one may come). CONNECTING, CONNECTED and READY lead to FAILED,
 * and FAILED by way of CONNECTING back to CONNECTED when a check succeeds later. A restart leads to
 * CONNECTING.
 */
enum IceState {
    DISCONNECTED("disconnected"),
    GATHERING("gathering"),
    CONNECTING("connecting"),
    CONNECTED("connected"),
    READY("ready"),
    FAILED("failed");

    private final String word;

    IceState(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    boolean isUp() {
        return this == CONNECTED || this == READY;
    }
}
