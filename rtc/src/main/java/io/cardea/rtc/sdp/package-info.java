/** SDP and JSEP (RFC 8866, 8829): parse, print, offer, answer, and what they agreed on. */
@NullMarked
package io.cardea.rtc.sdp;

import org.jspecify.annotations.NullMarked;
