/**
 * DTLS 1.2 with use_srtp (RFC 6347, 5764): handshake, certificates, fingerprints.
 *
 * <p>Bouncy Castle does the protocol, but blocking, with its own clock, and on a thread. So an
 * association is two halves. {@link io.cardea.rtc.dtls.DtlsEndpoint} is the core on the loop, with
 * the four verbs and all timers. {@code Handshake} is a task beside the loop that lives as long as
 * the handshake. They meet in {@code Wire}, a pair of bounded queues that Bouncy Castle takes for
 * its network; {@code Flights} is how our timers make it retransmit. Once connected, the loop has
 * {@code Wire} for itself and reads and writes records without any thread.
 */
@NullMarked
package io.cardea.rtc.dtls;

import org.jspecify.annotations.NullMarked;
