/**
 * Simulated peers: PeerConnections on a few media loops, what they send, and what they count.
 *
 * <p>A {@code Crowd} holds the loops; a {@code SimulatedPeer} is one PeerConnection for the control
 * plane, a {@code PeerCore} its part on its loop. What a peer receives is counted by the header,
 * which is in the clear; a sample of it is decrypted, for the publisher's stamp. Counts are a
 * loop's plain numbers in {@code LoopTotals}, taken about once a second.
 */
@NullMarked
package io.cardea.tools.load.peer;

import org.jspecify.annotations.NullMarked;
