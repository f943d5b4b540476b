package io.cardea.rtc.sdp;

import java.util.Optional;

/** Which way media flows on an m-line, as the side writing the description sees it (RFC 3264). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /** The attribute's name in SDP. */
    public String word() {
        return switch (this) {
            case SENDRECV -> "sendrecv";
            case SENDONLY -> "sendonly";
            case RECVONLY -> "recvonly";
            case INACTIVE -> "inactive";
        };
    }

    /** The direction of that name, or empty. */
    public static Optional<Direction> of(String word) {
        return switch (word) {
            case "sendrecv" -> Optional.of(SENDRECV);
            case "sendonly" -> Optional.of(SENDONLY);
            case "recvonly" -> Optional.of(RECVONLY);
            case "inactive" -> Optional.of(INACTIVE);
            default -> Optional.empty();
        };
    }

    public static Direction of(boolean sends, boolean receives) {
        if (sends) return receives ? SENDRECV : SENDONLY;
        return receives ? RECVONLY : INACTIVE;
    }

    public boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    public boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }

    /** As the other side sees it. */
    public Direction reversed() {
        return of(receives(), sends());
    }
}
