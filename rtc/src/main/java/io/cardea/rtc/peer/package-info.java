/** One PeerConnection: the machine that composes ICE, DTLS, SRTP, RTP, RTCP and SCTP. */
@NullMarked
package io.cardea.rtc.peer;

import org.jspecify.annotations.NullMarked;
