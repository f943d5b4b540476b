/**
 * What the server under load uses, and what it counts itself.
 *
 * <p>A {@code ServerMeter} reads the process's figures from the system, on the same machine; {@code
 * SocketOwner} finds the process by the port it listens on. {@code AdminCounters} asks the server's
 * Admin API how many packets it has received and sent. {@code StartedServer} runs a server for as
 * long as it is needed.
 */
@NullMarked
package io.cardea.tools.load.server;

import org.jspecify.annotations.NullMarked;
