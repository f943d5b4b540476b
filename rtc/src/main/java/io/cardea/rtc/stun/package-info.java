/** STUN messages (RFC 8489): parsed and written in place, no allocation per message. */
@NullMarked
package io.cardea.rtc.stun;

import org.jspecify.annotations.NullMarked;
