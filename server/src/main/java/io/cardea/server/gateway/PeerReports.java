package io.cardea.server.gateway;

import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.server.event.EventHandlers;
import io.cardea.server.event.ServerEvent;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;

/** What event handlers are told of a peer: types 16 and 32 of the Janus API. */
final class PeerReports {
    private static final int MEDIA_STATE = 1;
    private static final int SLOW_LINK = 2;
    private static final int STATISTICS = 3;

    private final EventHandlers events;
    private final HandleConnection.Owner handle;
    private final boolean combines;

    /**
     * @param combines whether the statistics of all m-lines make one event
     */
    PeerReports(EventHandlers events, HandleConnection.Owner handle, boolean combines) {
        this.events = events;
        this.handle = handle;
        this.combines = combines;
    }

    /** The statistics of all m-lines and simulcast layers. */
    void statistics(List<Json> lines) {
        if (lines.isEmpty()) return;
        if (combines) {
            publish(EventType.MEDIA, STATISTICS, Json.arrayOf(lines));
        } else {
            lines.forEach(line -> publish(EventType.MEDIA, STATISTICS, line));
        }
    }

    void report(PeerEvent event) {
        if (!events.isEnabled()) return;
        switch (event) {
            case PeerEvent.IceState(String state) -> webrtc(1, component("ice", state));
            case PeerEvent.LocalCandidate(String candidate) ->
                    webrtc(2, component("local-candidate", candidate));
            case PeerEvent.RemoteCandidate(String candidate) ->
                    webrtc(3, component("remote-candidate", candidate));
            case PeerEvent.SelectedPair pair -> webrtc(4, selected(pair));
            case PeerEvent.DtlsState(String state) ->
                    webrtc(5, component("dtls", state).put("retransmissions", 0));
            case PeerEvent.Connected _ -> webrtc(6, Json.object().put("connection", "webrtcup"));
            case PeerEvent.Media media -> media(media);
            case PeerEvent.SlowLink slow -> slowLink(slow);
            case PeerEvent.Closed(String reason) ->
                    webrtc(6, Json.object().put("connection", "hangup").put("reason", reason));
            case PeerEvent.UnresolvedCandidate _,
                    PeerEvent.GatheringDone _,
                    PeerEvent.Remb _,
                    PeerEvent.DataChannelOpen _,
                    PeerEvent.DataChannelClosed _,
                    PeerEvent.DataMessage _,
                    PeerEvent.IceFailed _ -> {}
        }
    }

    private static Json component(String name, String value) {
        return Json.object().put(name, value).put("stream_id", 1).put("component_id", 1);
    }

    private static Json selected(PeerEvent.SelectedPair pair) {
        String text = pair.local() + " [" + pair.localType() + "] <-> " + pair.remote();
        Json candidates =
                Json.object()
                        .put("local", end(pair.local(), pair.localType()))
                        .put("remote", end(pair.remote(), pair.remoteType()));
        return Json.object()
                .put("selected-pair", text + " [" + pair.remoteType() + "]")
                .put("candidates", candidates)
                .put("stream_id", 1)
                .put("component_id", 1);
    }

    private static Json end(TransportAddress address, String type) {
        return Json.object()
                .put("address", address.host())
                .put("port", address.port())
                .put("type", type)
                .put("transport", address.isTcp() ? "tcp" : "udp")
                .put("family", address.isIpv6() ? 6 : 4);
    }

    private void media(PeerEvent.Media media) {
        Json body = Json.object().put("media", word(media.kind())).put("mid", media.mid());
        if (media.substream() >= 0) body.put("substream", media.substream());
        body.put("receiving", media.receiving());
        if (!media.receiving() && media.seconds() > 1) body.put("seconds", media.seconds());
        publish(EventType.MEDIA, MEDIA_STATE, body);
    }

    private void slowLink(PeerEvent.SlowLink slow) {
        publish(
                EventType.MEDIA,
                SLOW_LINK,
                Json.object()
                        .put("mid", slow.mid())
                        .put("media", word(slow.kind()))
                        .put("slow_link", slow.uplink() ? "uplink" : "downlink")
                        .put("lost_lastsec", slow.lost()));
    }

    static String word(MediaKind kind) {
        return kind.word();
    }

    private void webrtc(int subtype, Json body) {
        publish(EventType.WEBRTC, subtype, body);
    }

    private void publish(EventType type, int subtype, Json body) {
        Optional<String> opaqueId = handle.opaqueId();
        events.publish(
                new ServerEvent(type, subtype, handle.sessionId(), handle.id(), opaqueId, body));
    }
}
