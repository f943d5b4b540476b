package io.cardea.rtc.sctp;

/** What an association counts; {@link DataChannels#count} tells how often it happened. */
public enum SctpCount {
    PACKETS_SENT,
    PACKETS_RECEIVED,
    MESSAGES_SENT,
    MESSAGES_RECEIVED,
    /** DATA chunks sent a second time, for whatever reason. */
    CHUNKS_RETRANSMITTED,
    FAST_RETRANSMITS,
    RETRANSMISSION_TIMEOUTS,
    /** Our messages given up under partial reliability. */
    MESSAGES_ABANDONED,
    /** {@code send} refused because the send buffer is full. */
    SEND_BUFFER_FULL,
    /** {@code send} refused because the message is too large. */
    SEND_TOO_LARGE,
    /** {@code send} or {@code openChannel} refused because the association ends or has ended. */
    SEND_AFTER_END,
    /** {@code send} or {@code openChannel} refused for want of a channel or stream. */
    CHANNELS_EXHAUSTED,
    /** Packets too short, with impossible lengths, or otherwise unreadable. */
    MALFORMED,
    BAD_CHECKSUM,
    BAD_PORT,
    BAD_TAG,
    BAD_COOKIE,
    /** Chunks that make no sense in the state we are in. */
    UNEXPECTED_CHUNK,
    UNKNOWN_CHUNK,
    DUPLICATE_TSN,
    /** DATA whose TSN is beyond the window we track; the peer sends it again. */
    TSN_OUT_OF_WINDOW,
    /** DATA dropped because reassembly is full; the peer sends it again. */
    REASSEMBLY_FULL,
    /** DATA on a stream we never announced. */
    INVALID_STREAM,
    /** DATA of a message that can no longer be delivered. */
    STALE_DATA,
    /** Messages dropped because they are too large. */
    MESSAGE_TOO_LARGE,
    /** SACKs that are old or acknowledge what was never sent. */
    BAD_SACK,
    /** Replies not sent because one packet asked for too many. */
    REPLIES_DROPPED,
    /** DCEP messages that cannot be understood. */
    BAD_DCEP,
    /** Channels of the peer refused: too many, or a stream in use. */
    CHANNELS_REFUSED,
    /** Messages on streams without a channel. */
    NO_CHANNEL,
    /** Messages with a payload protocol identifier that is not of WebRTC. */
    UNKNOWN_PPID,
    /** Stream reset requests that failed at the peer. */
    RESETS_FAILED
}
