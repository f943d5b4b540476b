package io.cardea.media.forward;

/**
 * What a remote source has counted since its start.
 *
 * @param packets RTP packets passed on
 * @param messages data messages passed on
 * @param malformed datagrams that are no RTP, or no data where data was expected
 * @param unknownStream packets of an SSRC that no stream was defined for
 * @param foreign packets from another address than the sender's, while that is alive
 * @param unauthenticated packets that SRTP refused, but for repetitions
 * @param duplicates packets that came before
 * @param strange packets whose sequence number is out of any order
 * @param keyframeRequests requests sent
 */
public record RemoteCounters(
        long packets,
        long messages,
        long malformed,
        long unknownStream,
        long foreign,
        long unauthenticated,
        long duplicates,
        long strange,
        long keyframeRequests) {}
