package io.cardea.rtc.peer;

import io.cardea.rtc.rtcp.ReceptionStatistics;
import io.cardea.rtc.rtcp.SenderStatistics;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.srtp.SrtpProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a PeerConnection can tell of itself at a moment: made on its loop, read anywhere. Times are
 * the loop's nanoseconds.
 *
 * @param bytesReceived of all datagrams, STUN included
 * @param bytesSent the same
 * @param media one per m-line, in order, those for data and rejected ones included
 * @param bandwidth {@link Bandwidth#NONE} while it is not estimated
 */
public record PeerStatistics(
        Ice ice,
        Dtls dtls,
        Data data,
        long bytesReceived,
        long bytesSent,
        List<Media> media,
        Bandwidth bandwidth) {
    public PeerStatistics {
        media = List.copyOf(media);
    }

    /**
     * ICE.
     *
     * @param state Janus's word
     * @param selected the pair that carries traffic, once there is one
     * @param failedNanos since when it is failed, and so the timer to the hangup runs
     */
    public record Ice(
            String state,
            boolean controlling,
            Candidates candidates,
            Optional<PeerEvent.SelectedPair> selected,
            OptionalLong connectedNanos,
            OptionalLong failedNanos) {}

    /** Candidate lines as in SDP. */
    public record Candidates(List<String> local, List<String> remote) {}

    /**
     * DTLS.
     *
     * @param state Janus's word
     * @param client whether we are the client
     * @param profile empty until connected, and without SRTP
     * @param received datagrams of DTLS, data channels included
     * @param sent the same
     */
    public record Dtls(
            String state,
            boolean client,
            Optional<SrtpProfile> profile,
            OptionalLong startedNanos,
            OptionalLong connectedNanos,
            Count received,
            Count sent) {}

    /**
     * Data channels.
     *
     * @param up whether the association is
     */
    public record Data(boolean up, Count received, Count sent) {}

    /**
     * The estimate of what the path to the peer carries; rates in bit/s, 0 where there is none.
     *
     * @param estimate the least of the following two, what is told
     * @param delayBased by the delay's trend, or by the peer's REMB
     * @param lossBased by the losses reported
     * @param acknowledged what arrives at the moment
     * @param lossFraction 0 to 1, of the last reports
     * @param pacerQueueBytes that wait to be sent
     * @param probesSent probe clusters since the beginning
     */
    public record Bandwidth(
            long estimate,
            long delayBased,
            long lossBased,
            long acknowledged,
            double lossFraction,
            long pacerQueueBytes,
            long probesSent) {
        /** While nothing is estimated. */
        public static final Bandwidth NONE = new Bandwidth(0, 0, 0, 0, 0, 0, 0);
    }

    /** How many, and their bytes. */
    public record Count(long packets, long bytes) {}

    /**
     * An m-line.
     *
     * @param nackQueueMillis how long a sent packet can be asked for again
     * @param layers those of which an SSRC is known, lowest first
     * @param sent empty while we never could send
     */
    public record Media(
            int index,
            String mid,
            MediaKind kind,
            Direction direction,
            boolean nack,
            int nackQueueMillis,
            List<Layer> layers,
            Optional<Sent> sent) {
        static Media of(InboundMedia in, Optional<OutboundStream> out, long now) {
            NegotiatedMedia media = in.negotiated();
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
                if (in.layer(i).isKnown()) layers.add(Layer.of(in.layer(i), now));
            }
            return new Media(
                    media.index(),
                    media.mid(),
                    media.kind(),
                    new Direction(media.sending(), media.receiving()),
                    media.nack(),
                    out.map(OutboundStream::nackQueueMillis).orElse(0),
                    List.copyOf(layers),
                    out.map(stream -> Sent.of(stream, now)));
        }
    }

    /** As we see it. */
    public record Direction(boolean sending, boolean receiving) {}

    /** SSRCs, 0 where there is none. */
    public record Ssrcs(int main, int rtx) {}

    /**
     * Packets and bytes of a stream.
     *
     * @param nacks packets asked for again, each time counted
     * @param retransmissions packets sent again
     */
    public record Traffic(
            long packets, long bytes, long bytesLastSecond, long nacks, long retransmissions) {}

    /**
     * How well it arrives, as its receiver sees it.
     *
     * @param linkQuality 0 to 100, without retransmissions
     * @param mediaLinkQuality 0 to 100, with them
     */
    public record Quality(long lost, int jitterMillis, int linkQuality, int mediaLinkQuality) {}

    /** A stream the peer sends: an m-line, or a simulcast layer of it. */
    public record Layer(int index, int clockRate, Ssrcs ssrcs, Traffic traffic, Quality quality) {
        static Layer of(InboundLayer layer, long now) {
            ReceptionStatistics s = layer.statistics();
            return new Layer(
                    layer.index,
                    layer.media.clockRate(),
                    new Ssrcs(layer.ssrc(), layer.rtxSsrc()),
                    new Traffic(
                            s.received(),
                            s.bytes(),
                            s.bytesLastSecond(now),
                            layer.nacksSent(),
                            s.retransmissions()),
                    new Quality(s.lost(), s.jitterMillis(), s.linkQuality(), s.mediaLinkQuality()));
        }
    }

    /**
     * The stream we send on an m-line; its quality is the peer's report.
     *
     * @param roundTrip empty until known
     */
    public record Sent(
            int clockRate,
            Ssrcs ssrcs,
            Traffic traffic,
            Quality quality,
            Optional<RoundTrip> roundTrip) {
        /** 0 until known. */
        public int rttMillis() {
            return roundTrip.map(RoundTrip::millis).orElse(0);
        }

        static Sent of(OutboundStream stream, long now) {
            SenderStatistics s = stream.statistics();
            return new Sent(
                    stream.clockRate(),
                    new Ssrcs(stream.ssrc(), stream.rtxSsrc()),
                    new Traffic(
                            s.packets(),
                            s.bytes(),
                            s.bytesLastSecond(now),
                            s.nacks(),
                            stream.retransmitted()),
                    new Quality(
                            s.cumulativeLost(),
                            s.remoteJitterMillis(),
                            s.linkQuality(),
                            s.mediaLinkQuality()),
                    RoundTrip.of(s));
        }
    }

    /**
     * The time to the peer and back, and what it was taken from (RFC 3550, 6.4.1).
     *
     * @param arrival of the peer's report (A), as the middle 32 bits of an NTP time
     * @param lastReport of ours that it was about (LSR), likewise
     * @param delay how long the peer kept that (DLSR), in 1/65536 s
     */
    public record RoundTrip(int millis, long arrival, long lastReport, long delay) {
        private static final long NANOS_PER_MILLI = 1_000_000L;

        static Optional<RoundTrip> of(SenderStatistics s) {
            if (s.rttNanos() <= 0) return Optional.empty();
            return Optional.of(
                    new RoundTrip(
                            (int) (s.rttNanos() / NANOS_PER_MILLI),
                            Integer.toUnsignedLong(s.rttArrival()),
                            Integer.toUnsignedLong(s.rttLastReport()),
                            Integer.toUnsignedLong(s.rttDelay())));
        }
    }
}
