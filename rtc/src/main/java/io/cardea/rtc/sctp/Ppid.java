package io.cardea.rtc.sctp;

/** Payload protocol identifiers of WebRTC (RFC 8831, 8). */
final class Ppid {
    static final int DCEP = 50;
    static final int STRING = 51;
    static final int BINARY_PARTIAL = 52;
    static final int BINARY = 53;
    static final int STRING_PARTIAL = 54;
    static final int STRING_EMPTY = 56;
    static final int BINARY_EMPTY = 57;

    private static final byte[] EMPTY_STAND_IN = {0};

    private Ppid() {}

    static int of(boolean binary, boolean empty) {
        if (empty) return binary ? BINARY_EMPTY : STRING_EMPTY;
        return binary ? BINARY : STRING;
    }

    /** SCTP has no empty messages: one byte stands for nothing (RFC 8831, 6.6). */
    static byte[] carried(byte[] payload) {
        return payload.length == 0 ? EMPTY_STAND_IN : payload;
    }
}
