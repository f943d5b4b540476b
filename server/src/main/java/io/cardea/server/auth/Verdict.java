package io.cardea.server.auth;

import java.util.Locale;

/** Whether something is permitted, and why not. */
public enum Verdict {
    GOOD,

    /** Neither a secret nor a token. */
    MISSING,
    BAD_SECRET,
    MALFORMED,
    TOO_LONG,

    /** Of the stored tokens it is none. */
    UNKNOWN_TOKEN,

    /** An algorithm that is not taken. */
    BAD_ALGORITHM,

    /** No key fits: that one is not known, or is for another algorithm, or none is known yet. */
    UNKNOWN_KEY,
    BAD_SIGNATURE,
    WITHOUT_EXPIRY,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_REALM,
    WRONG_ISSUER,
    WRONG_AUDIENCE,
    PLUGIN_NOT_OPEN,
    ROOM_NOT_OPEN,
    ADMIN_BAD_SECRET,

    /** The Admin API without a secret of its own, asked from elsewhere. */
    ADMIN_NOT_LOCAL;

    boolean isGood() {
        return this == GOOD;
    }

    /** As monitoring shows it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
