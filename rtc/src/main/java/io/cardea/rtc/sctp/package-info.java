/** SCTP over DTLS and data channels (RFC 9260, 8831, 8832). */
@NullMarked
package io.cardea.rtc.sctp;

import org.jspecify.annotations.NullMarked;
