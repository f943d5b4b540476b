package io.cardea.server.gateway;

import io.cardea.spi.Fields;

/** A request that fails: the Janus API's code and a text for the client. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    private ApiException(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The text for the client. */
    public String reason() {
        return getMessage();
    }

    static ApiException unauthorized() {
        return new ApiException(403, "Unauthorized request (wrong or missing secret/token)");
    }

    static ApiException unauthorizedPlugin(String name) {
        return new ApiException(405, "Provided token can't access plugin '" + name + "'");
    }

    static ApiException unknownRequest(String name) {
        return new ApiException(453, "Unknown request '" + name + "'");
    }

    static ApiException bothCandidates() {
        return new ApiException(454, "Can't have both candidate and candidates");
    }

    static ApiException invalidJsep() {
        return new ApiException(455, "Invalid jsep object");
    }

    static ApiException flaw(Fields.Flaw flaw) {
        return new ApiException(flaw.missing() ? 456 : 467, flaw.text());
    }

    /**
     * A flaw in a nested object, named by what it is: {@code JSEP error}, {@code Trickle error}.
     */
    public static ApiException flaw(String context, Fields.Flaw flaw) {
        String text = flaw.text();
        return new ApiException(
                flaw.missing() ? 456 : 467,
                context
                        + ": "
                        + text.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
                        + text.substring(1));
    }

    static ApiException missing(String element) {
        return new ApiException(456, "Missing mandatory element (" + element + ")");
    }

    /** A trickled candidate that names no m-line. */
    public static ApiException missingMid() {
        return new ApiException(
                456, "Trickle error: missing mandatory element (sdpMid or sdpMLineIndex)");
    }

    static ApiException unhandled(String name) {
        return new ApiException(457, "Unhandled request '" + name + "' at this path");
    }

    static ApiException noSession() {
        return new ApiException(458, "Session not found");
    }

    static ApiException noSession(long id) {
        return new ApiException(458, "No such session " + Long.toUnsignedString(id));
    }

    static ApiException noHandle() {
        return new ApiException(459, "Handle not found");
    }

    static ApiException noHandle(long id, long session) {
        return new ApiException(
                459,
                "No such handle "
                        + Long.toUnsignedString(id)
                        + " in session "
                        + Long.toUnsignedString(session));
    }

    static ApiException noPlugin(String name) {
        return new ApiException(460, "No such plugin '" + name + "'");
    }

    /** A kind of module, none of which has the name. */
    static ApiException invalid(String kind) {
        return new ApiException(460, "Invalid " + kind);
    }

    static ApiException attach(int error) {
        return new ApiException(461, "Couldn't attach to plugin: error '" + error + "'");
    }

    static ApiException message(String reason) {
        return new ApiException(462, reason);
    }

    /** A {@code jsep} of a type that is neither offer nor answer. */
    public static ApiException jsepType(String type) {
        return new ApiException(464, "JSEP error: unknown message type '" + type + "'");
    }

    /** A description that can't be used. */
    public static ApiException sdp(String reason) {
        return new ApiException(465, reason);
    }

    /** A description that doesn't fit what was negotiated before. */
    public static ApiException unexpectedSdp(String reason) {
        return new ApiException(469, reason);
    }

    /** An element whose value can't be. */
    static ApiException element(String what) {
        return new ApiException(467, "Invalid element type (" + what + ")");
    }

    /** {@code candidates} of a wrong type. */
    public static ApiException candidatesNoArray() {
        return new ApiException(467, "candidates is not an array");
    }

    static ApiException sessionIdInUse() {
        return new ApiException(468, "Session ID already in use");
    }

    static ApiException noToken(String token) {
        return new ApiException(470, "Token " + token + " not found");
    }

    /** The last PeerConnection of the handle isn't gone yet. */
    public static ApiException stillCleaning() {
        return new ApiException(471, "Still cleaning a previous session");
    }

    /** The PeerConnection went away while it was being worked on. */
    public static ApiException noPeerConnection() {
        return new ApiException(471, "Invalid PeerConnection");
    }

    static ApiException notAccepting() {
        return new ApiException(472, "Currently not accepting new sessions");
    }

    // ---- Limits: ours, Janus has none ----

    static ApiException tooManySessions(String why) {
        return new ApiException(480, why);
    }

    static ApiException tooManyHandles(int most) {
        return new ApiException(481, "Too many handles in this session (limit " + most + ")");
    }

    static ApiException tooManyRequests() {
        return new ApiException(482, "Too many requests");
    }

    /** A description beyond the limit. */
    public static ApiException sdpTooLong(int most) {
        return new ApiException(483, "SDP too long (limit " + most + " bytes)");
    }

    /** As many PeerConnections as there may be. */
    public static ApiException tooManyPeerConnections(String why) {
        return new ApiException(484, why);
    }

    /** ICE couldn't be set up. */
    public static ApiException ice() {
        return new ApiException(490, "Error setting ICE locally");
    }

    static ApiException unknown(String reason) {
        return new ApiException(490, reason);
    }
}
