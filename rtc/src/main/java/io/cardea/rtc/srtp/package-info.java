/**
 * SRTP and SRTCP (RFC 3711, 7714): protect and unprotect in place.
 *
 * <p>Read {@link io.cardea.rtc.srtp.SrtpSession} first: it finds the stream of a packet and its
 * 48-bit index. A {@code Transform} does the cryptography for a given index, one implementation per
 * kind of profile and {@link io.cardea.rtc.srtp.SrtpCipher}; {@code KeyDerivation} makes its keys
 * from the master key; {@code ReplayWindow} remembers what was seen. A session belongs to one loop.
 */
@NullMarked
package io.cardea.rtc.srtp;

import org.jspecify.annotations.NullMarked;
