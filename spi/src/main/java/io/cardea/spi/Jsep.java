package io.cardea.spi;

/**
 * A session description in the Janus API's envelope.
 *
 * @param type {@code offer} or {@code answer}
 * @param sdp towards a plugin: stripped of transport attributes; towards a client: complete
 * @param update whether it renegotiates an existing PeerConnection
 * @param endToEndEncrypted {@code e2ee}
 * @param simulcast Janus's array describing simulcast m-lines; empty array without
 * @param svc Janus's array describing SVC m-lines; empty array without
 */
public record Jsep(
        String type,
        String sdp,
        boolean update,
        boolean endToEndEncrypted,
        Json simulcast,
        Json svc) {
    public boolean isOffer() {
        return type.equals("offer");
    }
}
