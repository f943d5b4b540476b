package io.cardea.rtc.srtp;

/** What became of a received packet: {@link #NONE}, or why it is dropped. */
public enum Drop {
    /** It was accepted and is now plaintext. */
    NONE,
    /** Too short for its header, its tag or its index. */
    TRUNCATED,
    /** Not version 2. */
    MALFORMED,
    /** Its index has been accepted before. */
    REPLAYED,
    /** Its index lies before the replay window. */
    TOO_OLD,
    /** Its tag is wrong; the packet's bytes are undefined now. */
    UNAUTHENTICATED,
    /** Of a new SSRC, and the session already has as many as it may. */
    TOO_MANY_STREAMS
}
