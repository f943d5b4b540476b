/**
 * The Janus API and the Admin API over Unix sockets that keep messages apart: {@code
 * SOCK_SEQPACKET} and {@code SOCK_DGRAM}. Linux only, since the JDK has neither.
 *
 * <p>Read {@link io.cardea.transport.unix.UnixTransport} first; {@code UnixListener} owns a socket
 * and the thread that waits on it, {@code UnixClient} serves one client's requests in order.
 */
@NullMarked
package io.cardea.transport.unix;

import org.jspecify.annotations.NullMarked;
