/**
 * What a message broker's transport and event handler need, whatever the broker.
 *
 * <p>Read {@link io.cardea.broker.BrokerLink} first: one virtual thread that connects, sends what
 * waits in the {@code Outbox}, and connects again when the broker is gone. {@link
 * io.cardea.broker.InFlight} holds what the broker has not confirmed. {@link
 * io.cardea.broker.BrokerApi} serves the requests that come, in order for each session, on the
 * {@link io.cardea.broker.Lanes}.
 */
@NullMarked
package io.cardea.broker;

import org.jspecify.annotations.NullMarked;
