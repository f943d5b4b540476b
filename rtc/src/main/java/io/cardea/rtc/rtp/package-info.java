/** RTP (RFC 3550): headers, header extensions, payload descriptors, RTX and RED. */
@NullMarked
package io.cardea.rtc.rtp;

import org.jspecify.annotations.NullMarked;
