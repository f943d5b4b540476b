/** Events over a WebSocket, as a client of whoever wants them. */
@NullMarked
package io.cardea.events.websocket;

import org.jspecify.annotations.NullMarked;
