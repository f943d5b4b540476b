/**
 * The Janus API and the Admin API over Nanomsg.
 *
 * <p>Read {@link io.cardea.transport.nanomsg.NanomsgTransport} first; {@code NanomsgClient} is the
 * one client that each of the two APIs has; {@code sp} speaks the protocol.
 */
@NullMarked
package io.cardea.transport.nanomsg;

import org.jspecify.annotations.NullMarked;
