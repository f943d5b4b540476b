package io.cardea.rtc.sctp;

/** Numbers of RFC 9260, 3758 and 6525: chunk types, flags, parameters, error causes. */
final class Chunks {
    static final int COMMON_HEADER_BYTES = 12;
    static final int HEADER_BYTES = 4;
    static final int DATA_HEADER_BYTES = 16;

    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int HEARTBEAT = 4;
    static final int HEARTBEAT_ACK = 5;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int ERROR = 9;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;
    static final int RE_CONFIG = 130;
    static final int FORWARD_TSN = 192;

    /** ABORT and SHUTDOWN COMPLETE: the verification tag is the peer's own, reflected. */
    static final int FLAG_TAG_REFLECTED = 1;

    static final int FLAG_END = 1;
    static final int FLAG_BEGIN = 2;
    static final int FLAG_UNORDERED = 4;
    static final int FLAG_IMMEDIATE = 8;

    static final int CAUSE_INVALID_STREAM = 1;
    static final int CAUSE_MISSING_PARAMETER = 2;
    static final int CAUSE_STALE_COOKIE = 3;
    static final int CAUSE_OUT_OF_RESOURCE = 4;
    static final int CAUSE_UNRESOLVABLE_ADDRESS = 5;
    static final int CAUSE_UNRECOGNIZED_CHUNK = 6;
    static final int CAUSE_INVALID_PARAMETER = 7;
    static final int CAUSE_UNRECOGNIZED_PARAMETERS = 8;
    static final int CAUSE_NO_USER_DATA = 9;
    static final int CAUSE_COOKIE_IN_SHUTDOWN = 10;
    static final int CAUSE_USER_ABORT = 12;
    static final int CAUSE_PROTOCOL_VIOLATION = 13;

    private Chunks() {}

    /** RFC 9260, 3.2: whether the rest of the packet is processed after an unknown chunk. */
    static boolean skipsUnknownChunk(int type) {
        return (type & 0x80) != 0;
    }

    static boolean reportsUnknownChunk(int type) {
        return (type & 0x40) != 0;
    }

    /** RFC 9260, 3.2.1: the same for parameters. */
    static boolean skipsUnknownParameter(int type) {
        return (type & 0x8000) != 0;
    }

    static boolean reportsUnknownParameter(int type) {
        return (type & 0x4000) != 0;
    }
}
