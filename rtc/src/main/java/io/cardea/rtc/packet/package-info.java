/**
 * Packets, their pool, and the transport addresses they travel between.
 *
 * <p>Read {@link io.cardea.rtc.packet.Packet} first: it states who owns a packet and when.
 * Everything here belongs to one media loop and is not thread-safe, except {@link
 * io.cardea.rtc.packet.TransportAddress}, which is a value.
 */
@NullMarked
package io.cardea.rtc.packet;

import org.jspecify.annotations.NullMarked;
