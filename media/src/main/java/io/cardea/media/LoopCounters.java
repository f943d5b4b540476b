package io.cardea.media;

import io.cardea.rtc.peer.PeerTotals;

/**
 * What a loop has counted since its start, as of about a second ago.
 *
 * @param peers peers on the loop now
 * @param datagramsIn datagrams (and framed TCP packets) received
 * @param datagramsOut packets given to a port
 * @param sendDrops packets the kernel refused
 * @param receiveDrops truncated or badly framed packets
 * @param unknownUfrag connectivity checks for nobody here
 * @param unknownTransaction STUN responses nobody waits for
 * @param unvalidated other packets from addresses no check has validated
 * @param unroutable packets a peer wanted to send from an address that has no port
 * @param mirrorDrops packets that found a full ring to another loop
 * @param faults exceptions out of peers and sinks
 * @param turns turns of the loop
 * @param packetsInUse packets taken from the pool and not given back
 * @param busy the share of the last ten seconds or so that the loop spent in turns, 0 to 1; of
 *     several, the sum
 * @param turnTimes how long turns took; not to be changed
 * @param totals what its peers have counted together; not to be changed
 * @param nanos when this was told, by {@link System#nanoTime}; of several, when the first was
 */
public record LoopCounters(
        long peers,
        long datagramsIn,
        long bytesIn,
        long datagramsOut,
        long bytesOut,
        long sendDrops,
        long receiveDrops,
        long unknownUfrag,
        long unknownTransaction,
        long unvalidated,
        long unroutable,
        long mirrorDrops,
        long faults,
        long turns,
        long packetsInUse,
        double busy,
        TurnTimes turnTimes,
        PeerTotals totals,
        long nanos) {
    public static final LoopCounters ZERO =
            new LoopCounters(
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    new TurnTimes(),
                    new PeerTotals(),
                    Long.MAX_VALUE);

    public LoopCounters plus(LoopCounters o) {
        return new LoopCounters(
                peers + o.peers,
                datagramsIn + o.datagramsIn,
                bytesIn + o.bytesIn,
                datagramsOut + o.datagramsOut,
                bytesOut + o.bytesOut,
                sendDrops + o.sendDrops,
                receiveDrops + o.receiveDrops,
                unknownUfrag + o.unknownUfrag,
                unknownTransaction + o.unknownTransaction,
                unvalidated + o.unvalidated,
                unroutable + o.unroutable,
                mirrorDrops + o.mirrorDrops,
                faults + o.faults,
                turns + o.turns,
                packetsInUse + o.packetsInUse,
                busy + o.busy,
                turnTimes.plus(o.turnTimes),
                totals.plus(o.totals),
                Math.min(nanos, o.nanos));
    }
}
