/**
 * What tests of a WebRTC server need, good enough for others: a virtual network with a virtual
 * clock, and peers that run on it.
 *
 * <p>Everything happens on one thread, from one seed, and replays exactly.
 */
@NullMarked
package io.cardea.testkit;

import org.jspecify.annotations.NullMarked;
