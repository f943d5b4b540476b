/**
 * What tests of a WebRTC server need, good enough for others.
 *
 * <p>For simulations: a virtual network with a virtual clock ({@link
 * io.cardea.testkit.VirtualNetwork}, {@link io.cardea.testkit.Simulation}) and peers that run on it
 * ({@link io.cardea.testkit.SimulatedPeer}); everything happens on one thread, from one seed, and
 * replays exactly.
 *
 * <p>For running servers: {@link io.cardea.testkit.HeadlessPeers}, clients without a browser on
 * real sockets, hundreds to a JVM. One of them is a {@link io.cardea.testkit.HeadlessPeer}; what it
 * offers is an {@link io.cardea.testkit.OfferedLine}, what it sends a {@link
 * io.cardea.testkit.MediaSource}, what it heard a {@link io.cardea.testkit.Reception}.
 */
@NullMarked
package io.cardea.testkit;

import org.jspecify.annotations.NullMarked;
