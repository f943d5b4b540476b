package io.cardea.server.monitor;

import io.cardea.media.LoopCounters;
import io.cardea.media.TurnTimes;
import io.cardea.rtc.peer.MediaTotals;
import io.cardea.rtc.peer.PeerTotals;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.spi.Histogram;
import io.cardea.spi.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the media loops have published. Static. */
final class LoopFigures {
    /** The loop counts by powers of two, so these bounds lose nothing: 2^14 to 2^30 ns. */
    private static final int FIRST_BIT = 14;

    private static final int LAST_BIT = 30;
    private static final int BITS_STEP = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    /** A counter of a kind of media. */
    private record OfMedia(String name, String help, ToLongFunction<MediaTotals> value) {}

    private static final List<OfMedia> MEDIA =
            List.of(
                    new OfMedia(
                            "media_received_packets",
                            "RTP packets that came, repetitions and padding included; messages of"
                                    + " data channels.",
                            m -> m.packetsReceived),
                    new OfMedia(
                            "media_received_bytes",
                            "Their bytes, RTP headers included.",
                            m -> m.bytesReceived),
                    new OfMedia(
                            "media_sent_packets",
                            "RTP packets sent, repetitions and padding included; messages of data"
                                    + " channels.",
                            m -> m.packetsSent),
                    new OfMedia(
                            "media_sent_bytes",
                            "Their bytes, RTP headers included.",
                            m -> m.bytesSent));

    private static final List<OfMedia> RTP =
            List.of(
                    new OfMedia(
                            "rtp_lost_packets", "Packets that did not come, at all.", m -> m.lost),
                    new OfMedia(
                            "rtp_remote_lost_packets",
                            "Packets sent that did not come, as clients report.",
                            m -> m.lostByRemote),
                    new OfMedia("rtcp_sent_nacks", "Packets we asked for again.", m -> m.nacksSent),
                    new OfMedia(
                            "rtcp_received_nacks",
                            "Packets that clients asked for again.",
                            m -> m.nacksReceived),
                    new OfMedia(
                            "rtp_received_retransmissions",
                            "Packets that came again and were of use.",
                            m -> m.retransmissionsReceived),
                    new OfMedia(
                            "rtp_sent_retransmissions",
                            "Packets sent again.",
                            m -> m.retransmissionsSent),
                    new OfMedia(
                            "rtcp_sent_keyframe_requests",
                            "PLIs sent.",
                            m -> m.keyframeRequestsSent),
                    new OfMedia(
                            "rtcp_received_keyframe_requests",
                            "PLIs and FIRs that came.",
                            m -> m.keyframeRequestsReceived));

    private LoopFigures() {}

    static List<Metric> metrics(List<LoopCounters> loops) {
        List<Metric> metrics = new ArrayList<>();
        LoopCounters sum = loops.stream().reduce(LoopCounters.ZERO, LoopCounters::plus);
        metrics.add(Metric.gauge("peerconnections", "PeerConnections there are.", sum.peers()));
        outcomes(metrics, sum.totals());
        media(metrics, sum.totals());
        datagrams(metrics, sum);
        for (int i = 0; i < loops.size(); i++) {
            loop(metrics, Integer.toString(i), loops.get(i));
        }
        return metrics;
    }

    private static void outcomes(List<Metric> metrics, PeerTotals totals) {
        String ice = "PeerConnections that found a path, and times that one failed.";
        metrics.add(
                Metric.counter("ice_outcomes", ice, totals.iceConnected)
                        .with("outcome", "connected"));
        metrics.add(
                Metric.counter("ice_outcomes", ice, totals.iceFailed).with("outcome", "failed"));
        String dtls = "DTLS handshakes by how they ended.";
        metrics.add(
                Metric.counter("dtls_outcomes", dtls, totals.dtlsConnected)
                        .with("outcome", "connected"));
        metrics.add(
                Metric.counter("dtls_outcomes", dtls, totals.dtlsFailed).with("outcome", "failed"));
    }

    private static void media(List<Metric> metrics, PeerTotals totals) {
        for (MediaKind kind : MediaKind.values()) {
            MEDIA.forEach(each -> metrics.add(of(each, kind, totals)));
            if (kind == MediaKind.DATA) continue;
            RTP.forEach(each -> metrics.add(of(each, kind, totals)));
        }
        metrics.add(
                Metric.counter(
                        "srtp_refused_packets",
                        "SRTP and SRTCP packets refused: forged, replayed or truncated.",
                        totals.srtpDrops));
        metrics.add(
                Metric.counter(
                        "pacer_dropped_packets",
                        "Packets of video dropped since a path took less.",
                        totals.pacerDropped));
    }

    private static Metric of(OfMedia counter, MediaKind kind, PeerTotals totals) {
        double value = counter.value().applyAsLong(totals.of(kind));
        return Metric.counter(counter.name(), counter.help(), value).with("kind", kind.word());
    }

    private static void datagrams(List<Metric> metrics, LoopCounters sum) {
        counter(metrics, "network_received_datagrams", "Datagrams that came.", sum.datagramsIn());
        counter(metrics, "network_received_bytes", "Their bytes.", sum.bytesIn());
        counter(metrics, "network_sent_datagrams", "Datagrams sent.", sum.datagramsOut());
        counter(metrics, "network_sent_bytes", "Their bytes.", sum.bytesOut());
        String help = "Datagrams dropped, by why.";
        dropped(metrics, help, "kernel_refused", sum.sendDrops());
        dropped(metrics, help, "truncated", sum.receiveDrops());
        dropped(metrics, help, "unknown_ufrag", sum.unknownUfrag());
        dropped(metrics, help, "unknown_transaction", sum.unknownTransaction());
        dropped(metrics, help, "unvalidated_address", sum.unvalidated());
        dropped(metrics, help, "no_port", sum.unroutable());
        dropped(metrics, help, "loop_ring_full", sum.mirrorDrops());
    }

    private static void counter(List<Metric> metrics, String name, String help, long value) {
        metrics.add(Metric.counter(name, help, value));
    }

    private static void dropped(List<Metric> metrics, String help, String reason, long value) {
        metrics.add(
                Metric.counter("network_dropped_datagrams", help, value).with("reason", reason));
    }

    private static void loop(List<Metric> metrics, String index, LoopCounters loop) {
        metrics.add(
                Metric.gauge(
                                "loop_busy_ratio",
                                "Share of the last ten seconds or so that a media loop worked.",
                                loop.busy())
                        .with("loop", index));
        metrics.add(
                Metric.gauge("loop_peers", "PeerConnections on a media loop.", loop.peers())
                        .with("loop", index));
        metrics.add(
                Metric.gauge(
                                "loop_packets_in_use",
                                "Packets that a loop took from its pool and has not given back.",
                                loop.packetsInUse())
                        .with("loop", index));
        metrics.add(
                Metric.counter("loop_faults", "Exceptions out of peers and sinks.", loop.faults())
                        .with("loop", index));
    }

    static List<Histogram> histograms(List<LoopCounters> loops) {
        List<Histogram> histograms = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            TurnTimes times = loops.get(i).turnTimes();
            histograms.add(
                    new Histogram(
                            "loop_turn_seconds",
                            "How long turns of a media loop took; a stall is a long one.",
                            Map.of("loop", Integer.toString(i)),
                            buckets(times),
                            times.busyNanos() / NANOS_PER_SECOND));
        }
        return histograms;
    }

    private static List<Histogram.Bucket> buckets(TurnTimes times) {
        long[] counts = new long[(LAST_BIT - FIRST_BIT) / BITS_STEP + 2];
        times.histogram().forEach((nanos, turns) -> counts[bucket(nanos)] += turns);
        List<Histogram.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            boolean last = i == counts.length - 1;
            double bound = last ? Double.POSITIVE_INFINITY : bound(i) / NANOS_PER_SECOND;
            buckets.add(new Histogram.Bucket(bound, counts[i]));
        }
        return buckets;
    }

    private static int bucket(long nanos) {
        int bucket = 0;
        while (bound(bucket) <= nanos && bound(bucket) < 1L << LAST_BIT) bucket++;
        return nanos < bound(bucket) ? bucket : bucket + 1;
    }

    private static long bound(int bucket) {
        return 1L << (FIRST_BIT + bucket * BITS_STEP);
    }
}
