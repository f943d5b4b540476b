/**
 * How much a path carries: send-side bandwidth estimation, pacing and probing, as Google's
 * congestion control has it (draft-ietf-rmcat-gcc-02,
 * draft-holmer-rmcat-transport-wide-cc-extensions-01).
 *
 * <p>Read {@link io.cardea.rtc.congestion.BandwidthEstimator} first, which composes the rest:
 *
 * <pre>
 * feedback ─► SentPackets ─┬─► PacketGroups ─► Trendline ─┐
 *                          ├─► AcknowledgedBitrate ───────┴─► RateControl ─┐
 *                          ├─► losses ──────────────────────► LossBased ───┼─► estimate
 *                          ├─► StandingQueue ──────────────────────────────┤
 *                          └─► Probe, Probing ─────────────────────────────┘
 * </pre>
 *
 * <p>All of them tell {@code FullPath} when there is too much: until then the estimate says what is
 * known to fit, and nothing is held back by it.
 *
 * <p>Pure cores of one peer, on its loop: bytes and time go in, rates come out. Who has packets to
 * send asks {@link io.cardea.rtc.congestion.Pacing} when they may leave.
 */
@NullMarked
package io.cardea.rtc.congestion;

import org.jspecify.annotations.NullMarked;
