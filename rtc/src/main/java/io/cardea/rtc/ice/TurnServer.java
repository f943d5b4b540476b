package io.cardea.rtc.ice;

import io.cardea.rtc.packet.TransportAddress;

/**
 * A TURN server and the long-term credential for it.
 *
 * @param address where it listens; its protocol says how it is reached
 * @param tls whether TLS runs over the TCP connection: the port's business, not the agent's
 */
public record TurnServer(TransportAddress address, boolean tls, String username, String password) {
    @Override
    public String toString() {
        // Credentials stay out of logs.
        return "turn " + address + (tls ? " tls" : "");
    }
}
