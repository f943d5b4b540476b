package io.cardea.media.forward;

/**
 * What a forwarder has counted since its start.
 *
 * @param packets datagrams given to the port, data included; what the kernel refuses of them is in
 *     the loop's {@code sendDrops}
 * @param unprotected RTP packets that SRTP refused: sent before, or too old
 * @param droppedMessages data messages that were too long, or too many at a time
 * @param foreignRtcp datagrams at the RTCP port from another address than the receiver's
 * @param malformedRtcp datagrams at the RTCP port that are no RTCP
 * @param keyframeRequests requests passed on to the track
 */
public record ForwarderCounters(
        long packets,
        long bytes,
        long unprotected,
        long droppedMessages,
        long foreignRtcp,
        long malformedRtcp,
        long keyframeRequests) {}
