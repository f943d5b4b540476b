/**
 * Nanomsg's scalability protocols over TCP and Unix sockets, as far as Cardea speaks them: {@code
 * PAIR}, one peer at a time, and {@code PUB}, to whoever subscribes.
 *
 * <p>Read {@link io.cardea.transport.nanomsg.sp.Pair} and {@link
 * io.cardea.transport.nanomsg.sp.Publisher} first: the two sockets. {@code Endpoint} makes their
 * connections, by listening or by dialling; {@code Connection} owns one of them; {@link
 * io.cardea.transport.nanomsg.sp.FrameReader} takes apart what comes over it and touches nothing
 * else. Everything that waits does so on a virtual thread.
 *
 * <p>On the wire both sides first send eight bytes, {@code 00 'S' 'P' 00}, their protocol in 16
 * bits and two zeros; then messages, each behind its length in 64 bits, and over Unix sockets one
 * byte 01 in front of that.
 */
@NullMarked
package io.cardea.transport.nanomsg.sp;

import org.jspecify.annotations.NullMarked;
