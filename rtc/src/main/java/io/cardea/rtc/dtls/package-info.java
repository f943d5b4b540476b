/** DTLS 1.2 with use_srtp (RFC 6347, 5764): handshake, certificates, fingerprints. */
@NullMarked
package io.cardea.rtc.dtls;

import org.jspecify.annotations.NullMarked;
