/**
 * RTCP (RFC 3550, 4585): parsing, writing, and the generators of feedback.
 *
 * <p>Read {@link io.cardea.rtc.rtcp.RtcpReader} and {@link io.cardea.rtc.rtcp.RtcpWriter} first: a
 * cursor over a compound, and appenders to one. What is to be said comes from {@link
 * io.cardea.rtc.rtcp.ReceptionStatistics} and {@link io.cardea.rtc.rtcp.SenderStatistics}, one per
 * SSRC; {@link io.cardea.rtc.rtcp.NackGenerator} and {@link io.cardea.rtc.rtcp.KeyframeRequests},
 * one per received stream; {@link io.cardea.rtc.rtcp.TwccReceiver}, one per PeerConnection. What a
 * peer says of our packets is read by {@link io.cardea.rtc.rtcp.TwccFeedback}.
 *
 * <p>All state belongs to the loop of its peer. Time is an argument, in the loop's nanoseconds;
 * {@link io.cardea.rtc.rtcp.NtpClock} turns it into what reports carry.
 */
@NullMarked
package io.cardea.rtc.rtcp;

import org.jspecify.annotations.NullMarked;
