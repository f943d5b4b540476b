/**
 * The Janus API and the Admin API over WebSockets, plain and TLS, and over Unix sockets.
 *
 * <p>Read {@link io.cardea.transport.websocket.WebSocketTransport} first; {@code Handshake} decides
 * who may speak, {@code WebSocketConnection} serves one client's requests in order and sends it
 * answers and events.
 */
@NullMarked
package io.cardea.transport.websocket;

import org.jspecify.annotations.NullMarked;
