package io.cardea.server.webrtc;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.server.gateway.HandleConnection.Capture;
import io.cardea.spi.Json;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What {@code handle_info} tells of a handle's negotiation, in Janus's shape. Static. */
final class HandleInfo {
    private HandleInfo() {}

    /**
     * @param controlling whether we are in ICE; empty without a PeerConnection
     */
    static void tell(
            Json info,
            CallFacts facts,
            Optional<Boolean> controlling,
            int pendingTrickles,
            Optional<Capture> capture) {
        info.put("flags", flags(facts));
        if (facts.offered) {
            info.put("agent-created", TimeUnit.NANOSECONDS.toMicros(facts.beganNanos));
        }
        if (facts.checksNanos != 0) {
            info.put("agent-started", TimeUnit.NANOSECONDS.toMicros(facts.checksNanos));
        }
        controlling.ifPresent(ours -> {
            info.put("ice-mode", facts.lite ? "lite" : "full");
            info.put("ice-role", ours ? "controlling" : "controlled");
        });
        Json sdps = Json.object();
        put(sdps, "profile", facts.pluginSees);
        put(sdps, "local", facts.ours);
        put(sdps, "remote", facts.theirs);
        info.put("sdps", sdps);
        if (pendingTrickles > 0) info.put("pending-trickles", pendingTrickles);
        info.put("queued-packets", 0); // compat: ours do not wait in a queue of the handle
        capture.ifPresent(now -> {
            String kind = now.text() ? "text2pcap" : "pcap";
            info.put("dump-to-" + kind, true).put(kind + "-file", now.file());
        });
    }

    private static void put(Json sdps, String name, String sdp) {
        if (!sdp.isEmpty()) sdps.put(name, sdp);
    }

    private static Json flags(CallFacts facts) {
        boolean negotiated = facts.offered && facts.answered;
        return Json.object()
                .put("got-offer", facts.offered)
                .put("got-answer", facts.answered)
                .put("negotiated", negotiated)
                .put("processing-offer", false)
                .put("starting", negotiated && !facts.up)
                .put("ice-restart", false)
                .put("ready", facts.up)
                .put("stopped", facts.hangingUp)
                .put("alert", facts.hangingUp)
                .put("trickle", facts.trickled)
                .put("all-trickles", facts.allTrickled)
                .put("resend-trickles", false)
                .put("trickle-synced", false)
                .put("data-channels", any(facts.session, is(MediaKind.DATA)))
                .put("has-audio", any(facts.session, is(MediaKind.AUDIO)))
                .put("has-video", any(facts.session, is(MediaKind.VIDEO)))
                .put("new-datachan-sdp", facts.theirs.contains("UDP/DTLS/SCTP"))
                .put("rfc4588-rtx", any(facts.session, line -> !line.rtx().isEmpty()))
                .put("cleaning", facts.hangingUp)
                .put("e2ee", facts.endToEndEncrypted);
    }

    private static Predicate<NegotiatedMedia> is(MediaKind kind) {
        return line -> line.kind() == kind && line.enabled();
    }

    private static boolean any(
            Optional<NegotiatedSession> session, Predicate<NegotiatedMedia> wanted) {
        return session.stream().flatMap(each -> each.media().stream()).anyMatch(wanted);
    }
}
