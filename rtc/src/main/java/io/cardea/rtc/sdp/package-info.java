/**
 * SDP and JSEP (RFC 8866, 8829): parse, print, offer, answer, and what they agreed on.
 *
 * <p>Pure and of the control plane: values and functions, and one object with state, {@link
 * io.cardea.rtc.sdp.Negotiation}, that belongs to a handle's lane. Read {@link
 * io.cardea.rtc.sdp.SessionDescription} and {@link io.cardea.rtc.sdp.SdpParser} first; then {@code
 * Negotiation}, which strips what a plugin is shown, has its description completed by {@code
 * Merger} and ends in a {@link io.cardea.rtc.sdp.NegotiatedSession}. {@link
 * io.cardea.rtc.sdp.Answerer} and {@link io.cardea.rtc.sdp.Offerer} make the plugins' side.
 *
 * <p>Where a rule comes from the behaviour that Janus's clients know, not from an RFC, its comment
 * says {@code compat:}.
 */
@NullMarked
package io.cardea.rtc.sdp;

import org.jspecify.annotations.NullMarked;
