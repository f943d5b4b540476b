/**
 * A race storm: many clients do to the same few rooms whatever can be done to rooms, as fast as the
 * machine lets them, and then all go.
 *
 * <p>{@link io.cardea.conformance.storm.RoomStorm} starts {@code Caller}s; whatever a server says
 * that is not in the protocol, or does not say in time, is a {@code Verdict}'s fault.
 */
@NullMarked
package io.cardea.conformance.storm;

import org.jspecify.annotations.NullMarked;
