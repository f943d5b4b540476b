package io.cardea.spi;

import java.util.function.Consumer;

/** The Janus API as transports see it. Any thread, virtual ones preferred: calls may block. */
public interface Gateway {
    /**
     * Serves one request.
     *
     * @param reply called exactly once, on the calling thread, with the immediate reply ({@code
     *     success}, {@code ack}, {@code error}, {@code pong}, {@code server_info}) before any event
     *     that the request causes goes to {@link TransportClient#send}
     */
    void accept(TransportClient client, Json request, Consumer<Json> reply);

    /** The same for the Admin API. */
    void acceptAdmin(TransportClient client, Json request, Consumer<Json> reply);

    /** Whether the request would pass authorisation: for a long poll. */
    boolean isAuthorized(String apiSecret, String token);

    /**
     * A long poll counts as activity of the session.
     *
     * @return false if there is no such session belonging to that client
     */
    boolean keepAlive(long sessionId);

    /** The client is gone: its sessions end or linger, as configured. */
    void clientGone(TransportClient client);
}
