/** RTCP (RFC 3550, 4585): parsing, writing, and the generators of feedback. */
@NullMarked
package io.cardea.rtc.rtcp;

import org.jspecify.annotations.NullMarked;
