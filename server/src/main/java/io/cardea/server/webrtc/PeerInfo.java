package io.cardea.server.webrtc;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerStatistics;
import io.cardea.rtc.peer.PeerStatistics.Count;
import io.cardea.rtc.peer.PeerStatistics.Layer;
import io.cardea.rtc.peer.PeerStatistics.Media;
import io.cardea.rtc.peer.PeerStatistics.Quality;
import io.cardea.rtc.peer.PeerStatistics.Sent;
import io.cardea.rtc.peer.PeerStatistics.Traffic;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PeerConnection in the Admin API's {@code handle_info}, in Janus's shape, as far as there is
 * something to tell. Static.
 */
final class PeerInfo {
    private PeerInfo() {}

    /**
     * @param ourFingerprint of our certificate
     */
    static Json of(PeerStatistics peer, CallFacts facts, String ourFingerprint) {
        Json media = Json.object();
        peer.media().forEach(line -> media.put(line.mid(), of(line, peer, agreed(line, facts))));
        Json extensions = Json.object();
        ExtensionIds ids =
                facts.session.map(NegotiatedSession::extensions).orElse(ExtensionIds.NONE);
        ids.toMap().forEach((extension, id) -> extensions.put(extension.uri(), id));
        int twcc = ids.id(RtpExtension.TRANSPORT_WIDE_CC);
        Json bwe = Json.object().put("twcc", twcc != 0);
        if (twcc != 0) bwe.put("twcc-ext-id", twcc);
        if (peer.bandwidth().estimate() > 0) bwe.put("estimate", peer.bandwidth().estimate());
        return Json.object()
                .put("ice", ice(peer.ice(), facts))
                .put("dtls", dtls(peer, facts, ourFingerprint))
                .put("extensions", extensions)
                .put("bwe", bwe)
                .put("media", media);
    }

    private static Optional<NegotiatedMedia> agreed(Media line, CallFacts facts) {
        return facts.session.stream()
                .flatMap(session -> session.media().stream())
                .filter(media -> media.index() == line.index())
                .findFirst();
    }

    private static Json ice(PeerStatistics.Ice ice, CallFacts facts) {
        Json json =
                Json.object().put("stream_id", 1).put("component_id", 1).put("state", ice.state());
        ice.failedNanos()
                .ifPresent(at -> {
                    json.put("failed-detected", micros(at));
                    json.put("icetimer-started", true);
                });
        if (facts.gatheredNanos != 0) json.put("gathered", micros(facts.gatheredNanos));
        ice.connectedNanos().ifPresent(at -> json.put("connected", micros(at)));
        json.put("local-candidates", texts(ice.candidates().local()))
                .put("remote-candidates", texts(ice.candidates().remote()));
        ice.selected().ifPresent(pair -> json.put("selected-pair", text(pair)));
        return json.put("ready", facts.up ? 1 : 0);
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
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

    private static Json dtls(PeerStatistics peer, CallFacts facts, String ourFingerprint) {
        PeerStatistics.Dtls dtls = peer.dtls();
        Json json = Json.object().put("fingerprint", ourFingerprint);
        facts.session
                .flatMap(NegotiatedSession::remoteFingerprint)
                .ifPresent(theirs -> {
                    json.put("remote-fingerprint", theirs.value());
                    json.put("remote-fingerprint-hash", theirs.hash());
                });
        boolean connected = dtls.connectedNanos().isPresent();
        json.put("dtls-role", dtls.client() ? "active" : "passive")
                .put("dtls-state", dtls.state())
                .put("retransmissions", 0)
                .put("valid", connected)
                .put("srtp-profile", dtls.profile().map(PeerInfo::word).orElse("none"))
                .put("ready", connected);
        dtls.startedNanos().ifPresent(at -> json.put("handshake-started", micros(at)));
        dtls.connectedNanos().ifPresent(at -> json.put("connected", micros(at)));
        return json.put("sctp-association", peer.data().up())
                .put("stats", stats(count(dtls.received()), count(dtls.sent())));
    }

    private static String word(SrtpProfile profile) {
        return "SRTP_" + profile.name().replace("AES_CM_128_HMAC", "AES128_CM");
    }

    private static Json of(Media media, PeerStatistics peer, Optional<NegotiatedMedia> agreed) {
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
        json.put("do_nacks", media.nack())
                .put("nack-queue-ms", media.nackQueueMillis())
                .put("ssrc", ssrcs(media));
        agreed.filter(line -> !line.rids().isEmpty())
                .ifPresent(line -> json.put("rid-simulcast", rids(line.rids())));
        json.put("direction", direction);
        agreed.filter(line -> line.codec().payloadType() >= 0)
                .ifPresent(line -> json.put("codecs", codecs(line)));
        return json.put("rtcp", rtcp(media)).put("stats", stats(in(media), out(media.sent())));
    }

    /** From the highest layer to the lowest. */
    private static Json rids(List<String> lowestFirst) {
        Json json = Json.object().put("rid", texts(lowestFirst.reversed()));
        return json.put("rid-order", "hml");
    }

    private static Json codecs(NegotiatedMedia line) {
        int payloadType = line.codec().payloadType();
        Json json = Json.object().put("pt", payloadType);
        Integer rtx = line.rtx().get(payloadType);
        if (rtx != null) json.put("rtx-pt", rtx);
        return json.put("codec", line.codec().name());
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
                json.put(
                        "sim" + layer.index(),
                        rtcp(base(layer.clockRate()), layer.quality(), none));
            }
        }
        return json.put("main", rtcp(base(clockRate).put("rtt", rtt), in, out));
    }

    private static Json base(int clockRate) {
        return Json.object().put("base", clockRate);
    }

    private static Json rtcp(Json begun, Quality in, Quality out) {
        return begun.put("lost", in.lost())
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

    /** What is asked for again is told only where it can be. */
    private static Json in(Media media) {
        Traffic lowest = new Traffic(0, 0, 0, 0, 0);
        Json above = Json.object();
        for (Layer layer : media.layers()) {
            if (layer.index() == 0) {
                lowest = layer.traffic();
            } else {
                above.put("video-simulcast-" + layer.index(), in(media, layer.traffic()));
            }
        }
        Json json = in(media, lowest);
        if (media.nack()) json.put("retransmissions", lowest.retransmissions());
        above.members().forEach(json::put);
        return json;
    }

    private static Json in(Media media, Traffic traffic) {
        Json json = traffic(traffic);
        return media.nack() ? json.put("nacks", traffic.nacks()) : json;
    }

    private static Json out(Optional<Sent> sent) {
        Traffic traffic = sent.map(Sent::traffic).orElse(new Traffic(0, 0, 0, 0, 0));
        return traffic(traffic).put("nacks", traffic.nacks());
    }

    private static Json traffic(Traffic traffic) {
        return Json.object()
                .put("packets", traffic.packets())
                .put("bytes", traffic.bytes())
                .put("bytes_lastsec", traffic.bytesLastSecond());
    }
}
