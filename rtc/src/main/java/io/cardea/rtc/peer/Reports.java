package io.cardea.rtc.peer;

import io.cardea.rtc.rtcp.RtcpWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes the reports that are due once a second: sender reports for what we sent, then receiver
 * reports for what we received, of all m-lines together in as few compound packets as fit. RFC
 * 3550, 6.4.
 */
final class Reports {
    // A sender report and its description; the shortest receiver report.
    private static final int SENDER_REPORT_ROOM = 44;
    private static final int RECEIVER_REPORT_ROOM = 32;

    // compat: the CNAME that Janus writes, in its SDP and here
    private static final byte[] CNAME = "janus".getBytes(StandardCharsets.US_ASCII);

    private final MediaSession media;
    private final Compound compound;

    Reports(MediaSession media, Compound compound) {
        this.media = media;
        this.compound = compound;
    }

    void write(long now) {
        List<Optional<OutboundStream>> streams = media.outboundStreams();
        for (int i = 0; i < streams.size(); i++) {
            Optional<OutboundStream> stream = streams.get(i);
            if (stream.isPresent() && stream.get().isSending()) senderReport(stream.get(), now);
        }
        receiverReports(now);
    }

    private void senderReport(OutboundStream stream, long now) {
        if (stream.statistics().packets() == 0) return;
        var packet = compound.packetWithRoom(SENDER_REPORT_ROOM);
        stream.statistics().senderReport(packet, stream.ssrc(), now);
        RtcpWriter.sdes(packet, stream.ssrc(), CNAME);
    }

    private void receiverReports(long now) {
        int report = RtcpWriter.NO_ROOM;
        List<InboundLayer> layers = media.known();
        for (int i = 0; i < layers.size(); i++) {
            InboundLayer layer = layers.get(i);
            if (!layer.media.isReceiving() || !layer.statistics().hasReceived()) continue;
            if (report == RtcpWriter.NO_ROOM) report = begin(layer);
            if (!write(layer, report, now)) {
                report = begin(layer);
                write(layer, report, now);
            }
        }
    }

    private boolean write(InboundLayer layer, int report, long now) {
        return layer.statistics().reportBlock(compound.packet(), report, layer.ssrc(), now);
    }

    private int begin(InboundLayer layer) {
        var packet = compound.packetWithRoom(RECEIVER_REPORT_ROOM);
        return RtcpWriter.beginReceiverReport(packet, media.feedbackSsrc(layer.media));
    }
}
