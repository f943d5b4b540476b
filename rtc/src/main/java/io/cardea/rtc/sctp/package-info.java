/**
 * SCTP over DTLS, and data channels on top of it (RFC 9260, 3758, 6525, 8261, 8831, 8832).
 *
 * <p>Read {@code DataChannels} first: it is what the package shows, and knows channels, DCEP and
 * payload protocol identifiers. Below it {@code Association} is the state machine of RFC 9260. It
 * owns a {@code Sender} (queue, retransmission, congestion), a {@code Receiver} (TSNs, SACK,
 * reassembly) and {@code StreamResets}. {@code PacketWriter} and {@code InitChunk} know the bytes.
 *
 * <p>All state belongs to the loop of the peer. Addresses, multi-homing and path MTU discovery are
 * left out: there is one path, DTLS, and it is ICE's concern where it leads.
 */
@NullMarked
package io.cardea.rtc.sctp;

import org.jspecify.annotations.NullMarked;
