/** SRTP and SRTCP (RFC 3711, 7714): protect and unprotect in place. */
@NullMarked
package io.cardea.rtc.srtp;

import org.jspecify.annotations.NullMarked;
