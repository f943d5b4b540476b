package io.cardea.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that a request has to know. Compared in constant time. */
record Secret(String text) {
    boolean is(String given) {
        return isSame(text, given);
    }

    /** How long it takes depends on the second's length only. */
    static boolean isSame(String wanted, String given) {
        return MessageDigest.isEqual(
                wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
