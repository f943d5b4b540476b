package io.cardea.rtc.ice;

/** Why an agent dropped or refused what it was given; counted by {@link IceAgent#drops}. */
public enum IceDrop {
    /** Not a whole STUN message, or a wrong FINGERPRINT. */
    MALFORMED,
    /** A method or class that an agent does not serve. */
    UNEXPECTED,
    /** Came to an address that is no base of this agent. */
    UNKNOWN_BASE,
    /** USERNAME absent or not ours. */
    WRONG_USERNAME,
    /** MESSAGE-INTEGRITY absent or wrong. */
    BAD_INTEGRITY,
    /** A comprehension-required attribute that we do not know. */
    UNKNOWN_ATTRIBUTE,
    /** A response without a request of ours, or from elsewhere than asked. */
    STRAY_RESPONSE,
    /** An error response withheld because there were too many. */
    ERROR_RATE,
    /** One remote candidate, pair or transaction more than there may be. */
    LIMIT,
    /** A remote candidate that settings or transports exclude, or that cannot be read. */
    CANDIDATE_IGNORED,
    /** Data of a TURN server for a peer or channel we do not have. */
    RELAY_UNKNOWN,
    /** Application data while there is no pair to send it on. */
    NOT_WRITABLE,
    /** Application data too long to be wrapped for a relay. */
    TOO_LONG
}
