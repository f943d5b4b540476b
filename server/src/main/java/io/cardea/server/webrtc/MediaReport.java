package io.cardea.server.webrtc;

import io.cardea.rtc.peer.PeerStatistics;
import io.cardea.rtc.peer.PeerStatistics.Layer;
import io.cardea.rtc.peer.PeerStatistics.Media;
import io.cardea.rtc.peer.PeerStatistics.Quality;
import io.cardea.rtc.peer.PeerStatistics.RoundTrip;
import io.cardea.rtc.peer.PeerStatistics.Sent;
import io.cardea.rtc.peer.PeerStatistics.Traffic;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What event handlers are told of a peer's media again and again: an object for each m-line, and
 * one for each simulcast layer above the lowest. Static.
 */
final class MediaReport {
    private static final Quality PERFECT = new Quality(0, 0, 100, 100);
    private static final Traffic NOTHING = new Traffic(0, 0, 0, 0, 0);

    private MediaReport() {}

    static List<Json> of(PeerStatistics peer, CallFacts facts) {
        List<Json> lines = new ArrayList<>();
        for (Media media : peer.media()) {
            if (media.kind() == MediaKind.DATA) {
                lines.add(data(media, peer.data()));
                continue;
            }
            Optional<Layer> lowest = Optional.empty();
            List<Layer> above = new ArrayList<>();
            for (Layer layer : media.layers()) {
                if (layer.index() == 0) {
                    lowest = Optional.of(layer);
                } else {
                    above.add(layer);
                }
            }
            lines.add(line(media, media.kind().word(), lowest, media.sent(), facts));
            for (Layer layer : above) {
                String word = media.kind().word() + "-sim" + layer.index();
                lines.add(line(media, word, Optional.of(layer), Optional.empty(), facts));
            }
        }
        if (facts.remb > 0 && !lines.isEmpty()) lines.getFirst().put("remb-bitrate", facts.remb);
        return lines;
    }

    private static Json head(Media media, String word) {
        return Json.object()
                .put("mid", media.mid())
                .put("mindex", media.index())
                .put("media", word);
    }

    private static Json data(Media media, PeerStatistics.Data data) {
        return head(media, "data")
                .put("packets-received", data.received().packets())
                .put("packets-sent", data.sent().packets())
                .put("bytes-received", data.received().bytes())
                .put("bytes-sent", data.sent().bytes());
    }

    private static Json values(RoundTrip trip) {
        return Json.object()
                .put("ntp", trip.arrival())
                .put("lsr", trip.lastReport())
                .put("dlsr", trip.delay());
    }

    private static Json line(
            Media media, String word, Optional<Layer> in, Optional<Sent> out, CallFacts facts) {
        Json json = head(media, word);
        facts.session.stream()
                .flatMap(session -> session.media().stream())
                .filter(line -> line.index() == media.index())
                .filter(line -> line.codec().payloadType() >= 0)
                .forEach(line -> json.put("codec", line.codec().name()));
        int clockRate = in.map(Layer::clockRate).or(() -> out.map(Sent::clockRate)).orElse(0);
        Quality came = in.map(Layer::quality).orElse(PERFECT);
        Quality went = out.map(Sent::quality).orElse(PERFECT);
        Traffic received = in.map(Layer::traffic).orElse(NOTHING);
        Traffic sent = out.map(Sent::traffic).orElse(NOTHING);
        json.put("base", clockRate);
        out.ifPresent(stream -> json.put("rtt", stream.rttMillis()));
        out.flatMap(Sent::roundTrip)
                .filter(trip -> trip.millis() > 0)
                .ifPresent(trip -> json.put("rtt-values", values(trip)));
        return json.put("lost", came.lost())
                .put("lost-by-remote", went.lost())
                .put("jitter-local", came.jitterMillis())
                .put("jitter-remote", went.jitterMillis())
                .put("in-link-quality", came.linkQuality())
                .put("in-media-link-quality", came.mediaLinkQuality())
                .put("out-link-quality", went.linkQuality())
                .put("out-media-link-quality", went.mediaLinkQuality())
                .put("packets-received", received.packets())
                .put("packets-sent", sent.packets())
                .put("bytes-received", received.bytes())
                .put("bytes-sent", sent.bytes())
                .put("bytes-received-lastsec", received.bytesLastSecond())
                .put("bytes-sent-lastsec", sent.bytesLastSecond())
                .put("nacks-received", sent.nacks())
                .put("nacks-sent", received.nacks())
                .put("retransmissions-received", received.retransmissions());
    }
}
