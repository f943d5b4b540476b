package io.cardea.server.webrtc;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerStatistics;
import io.cardea.rtc.peer.PeerStatistics.Count;
import io.cardea.rtc.peer.PeerStatistics.Layer;
import io.cardea.rtc.peer.PeerStatistics.Media;
import io.cardea.rtc.peer.PeerStatistics.Quality;
import io.cardea.rtc.peer.PeerStatistics.Sent;
import io.cardea.rtc.peer.PeerStatistics.Traffic;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.spi.Json;
import java.util.Optional;

/**
 * A PeerConnection in the Admin API's {@code handle_info}, in Janus's shape, as far as there is
 * something to tell. Static.
 */
final class PeerInfo {
    private PeerInfo() {}

    static Json of(PeerStatistics peer) {
        Json media = Json.object();
        peer.media().forEach(line -> media.put(line.mid(), of(line, peer)));
        return Json.object()
                .put("ice", ice(peer.ice()))
                .put("dtls", dtls(peer))
                .put("media", media);
    }

    private static Json ice(PeerStatistics.Ice ice) {
        Json json =
                Json.object()
                        .put("stream_id", 1)
                        .put("component_id", 1)
                        .put("state", ice.state())
                        .put("local-candidates", texts(ice.candidates().local()))
                        .put("remote-candidates", texts(ice.candidates().remote()));
        ice.selected().ifPresent(pair -> json.put("selected-pair", text(pair)));
        return json;
    }

    private static Json texts(Iterable<String> lines) {
        Json array = Json.array();
        lines.forEach(array::add);
        return array;
    }

    private static String text(PeerEvent.SelectedPair pair) {
        return end(pair.local().host(), pair.local().port(), pair.localType(), pair.local().isTcp())
                + " <-> "
                + end(
                        pair.remote().host(),
                        pair.remote().port(),
                        pair.remoteType(),
                        pair.remote().isTcp());
    }

    private static String end(String host, int port, String type, boolean tcp) {
        return host + ":" + port + " [" + type + "," + (tcp ? "tcp" : "udp") + "]";
    }

    private static Json dtls(PeerStatistics peer) {
        PeerStatistics.Dtls dtls = peer.dtls();
        return Json.object()
                .put("dtls-role", dtls.client() ? "active" : "passive")
                .put("dtls-state", dtls.state())
                .put("srtp-profile", dtls.profile().map(PeerInfo::word).orElse("none"))
                .put("sctp-association", peer.data().up())
                .put("stats", stats(count(dtls.received()), count(dtls.sent())));
    }

    private static String word(SrtpProfile profile) {
        return "SRTP_" + profile.name().replace("AES_CM_128_HMAC", "AES128_CM");
    }

    private static Json of(Media media, PeerStatistics peer) {
        Json json =
                Json.object()
                        .put("type", media.kind().word())
                        .put("mindex", media.index())
                        .put("mid", media.mid());
        if (media.kind() == MediaKind.DATA) {
            return json.put(
                    "stats", stats(count(peer.data().received()), count(peer.data().sent())));
        }
        Json direction =
                Json.object()
                        .put("send", media.direction().sending())
                        .put("recv", media.direction().receiving());
        return json.put("do_nacks", media.nack())
                .put("nack-queue-ms", media.nackQueueMillis())
                .put("ssrc", ssrcs(media))
                .put("direction", direction)
                .put("rtcp", rtcp(media))
                .put("stats", stats(in(media), out(media.sent())));
    }

    private static Json ssrcs(Media media) {
        Json json = Json.object();
        media.sent()
                .ifPresent(sent -> {
                    put(json, "ssrc", sent.ssrcs().main());
                    put(json, "ssrc-rtx", sent.ssrcs().rtx());
                });
        for (Layer layer : media.layers()) {
            String name = layer.index() == 0 ? "ssrc-peer" : "ssrc-peer-sim-" + layer.index();
            put(json, name, layer.ssrcs().main());
            put(json, name + "-rtx", layer.ssrcs().rtx());
        }
        return json;
    }

    private static void put(Json json, String name, int ssrc) {
        if (ssrc != 0) json.put(name, Integer.toUnsignedLong(ssrc));
    }

    /** Each layer as it arrives; of what we send, what the peer says. */
    private static Json rtcp(Media media) {
        Json json = Json.object();
        Quality none = new Quality(0, 0, 0, 0);
        Quality out = media.sent().map(Sent::quality).orElse(none);
        int rtt = media.sent().map(Sent::rttMillis).orElse(0);
        Quality in = none;
        int clockRate = media.sent().map(Sent::clockRate).orElse(0);
        for (Layer layer : media.layers()) {
            if (layer.index() == 0) {
                in = layer.quality();
                clockRate = layer.clockRate();
            } else {
                json.put("sim" + layer.index(), rtcp(layer.clockRate(), layer.quality(), none));
            }
        }
        return json.put("main", rtcp(clockRate, in, out).put("rtt", rtt));
    }

    private static Json rtcp(int clockRate, Quality in, Quality out) {
        return Json.object()
                .put("base", clockRate)
                .put("lost", in.lost())
                .put("lost-by-remote", out.lost())
                .put("jitter-local", in.jitterMillis())
                .put("jitter-remote", out.jitterMillis())
                .put("in-link-quality", in.linkQuality())
                .put("in-media-link-quality", in.mediaLinkQuality())
                .put("out-link-quality", out.linkQuality())
                .put("out-media-link-quality", out.mediaLinkQuality());
    }

    private static Json stats(Json in, Json out) {
        return Json.object().put("in", in).put("out", out);
    }

    private static Json count(Count count) {
        return Json.object().put("packets", count.packets()).put("bytes", count.bytes());
    }

    private static Json in(Media media) {
        Json json = traffic(new Traffic(0, 0, 0, 0, 0));
        for (Layer layer : media.layers()) {
            Json own = traffic(layer.traffic());
            if (layer.index() > 0) {
                json.put("video-simulcast-" + layer.index(), own);
                continue;
            }
            own.members().forEach(json::put);
            json.put("retransmissions", layer.traffic().retransmissions());
        }
        return json;
    }

    private static Json out(Optional<Sent> sent) {
        return traffic(sent.map(Sent::traffic).orElse(new Traffic(0, 0, 0, 0, 0)));
    }

    private static Json traffic(Traffic traffic) {
        return Json.object()
                .put("packets", traffic.packets())
                .put("bytes", traffic.bytes())
                .put("bytes_lastsec", traffic.bytesLastSecond())
                .put("nacks", traffic.nacks());
    }
}
