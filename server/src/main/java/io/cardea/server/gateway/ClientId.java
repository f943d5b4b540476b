package io.cardea.server.gateway;

import io.cardea.spi.TransportClient;

/** By what event handlers know a client of a transport: a number that says nothing of it. */
public final class ClientId {
    private ClientId() {}

    /** In decimal. */
    public static String of(TransportClient client) {
        return Integer.toUnsignedString(System.identityHashCode(client));
    }
}
