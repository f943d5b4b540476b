package io.cardea.server.config;

/**
 * Section {@code limits} of the main configuration file: how much clients may have and do. 0 is no
 * limit.
 *
 * @param sessions at a time
 * @param handlesPerSession at a time
 * @param requestsPerSecond of one client, in the long run; for a moment twice as many
 * @param tokenRequestsPerSecond of all who show one token
 * @param requestBytes of one request, where the transport has no smaller limit of its own
 * @param sdpBytes of one description
 * @param peerConnections at a time
 * @param subscriptions to rooms, at a time
 * @param recordingSpaceMegabytes that recordings leave free on their disk
 */
public record LimitSettings(
        int sessions,
        int handlesPerSession,
        int requestsPerSecond,
        int tokenRequestsPerSecond,
        int requestBytes,
        int sdpBytes,
        int peerConnections,
        int subscriptions,
        int recordingSpaceMegabytes) {
    static final int SESSIONS = 100_000;
    static final int HANDLES_PER_SESSION = 10_000;
    static final int REQUEST_BYTES = 1 << 20;
    static final int SDP_BYTES = 256 << 10;

    private static final int MIN_REQUEST_BYTES = 1_024;
    private static final int MAX_REQUEST_BYTES = 64 << 20;

    static LimitSettings of(Reader limits) {
        return new LimitSettings(
                count(limits, "sessions", SESSIONS),
                count(limits, "handles_per_session", HANDLES_PER_SESSION),
                count(limits, "requests_per_second", 0),
                count(limits, "token_requests_per_second", 0),
                limits.number("request_size", REQUEST_BYTES, MIN_REQUEST_BYTES, MAX_REQUEST_BYTES),
                count(limits, "sdp_size", SDP_BYTES),
                count(limits, "peerconnections", 0),
                count(limits, "subscriptions", 0),
                count(limits, "recording_space", 0));
    }

    private static int count(Reader limits, String key, int fallback) {
        return limits.number(key, fallback, 0, Integer.MAX_VALUE);
    }
}
