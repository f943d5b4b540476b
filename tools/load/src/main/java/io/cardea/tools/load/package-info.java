/**
 * The load generator: simulated peers that speak the Janus API to any server, and what they saw.
 *
 * <p>A {@code Load} can be run against a {@code Target} and tells a {@code Tick} a second. Read
 * {@code scenario} for what is played, {@code client} for the Janus API, {@code peer} for the
 * simulated peers on their media loops, and {@code measure} for the figures.
 */
@NullMarked
package io.cardea.tools.load;

import org.jspecify.annotations.NullMarked;
