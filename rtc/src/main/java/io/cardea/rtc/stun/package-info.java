/**
 * STUN messages (RFC 8489): parsed and written in place, no allocation per message.
 *
 * <p>Read {@link io.cardea.rtc.stun.Stun} first, which reads messages, then {@link
 * io.cardea.rtc.stun.StunWriter}, which writes them, and {@link io.cardea.rtc.stun.StunKey}, which
 * signs and verifies. Only messages are known here: transactions belong to ICE. A message with the
 * attributes of TURN (RFC 8656) is one of them.
 */
@NullMarked
package io.cardea.rtc.stun;

import org.jspecify.annotations.NullMarked;
