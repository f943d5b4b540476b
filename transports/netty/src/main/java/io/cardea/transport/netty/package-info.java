/**
 * What the transports on Netty share: where to listen, whom to let in, certificates, origins.
 *
 * <p>Read {@link io.cardea.transport.netty.Listeners} first, then {@link
 * io.cardea.transport.netty.Door}. Everything here is read from settings once at the start and
 * immutable afterwards, but for counters and the event loops that {@code Listeners} owns.
 */
@NullMarked
package io.cardea.transport.netty;

import org.jspecify.annotations.NullMarked;
