package io.cardea.server.webrtc;

import io.cardea.rtc.sdp.Negotiation.Remote;
import io.cardea.rtc.sdp.Simulcast;
import io.cardea.rtc.sdp.Svc;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;

/** A client's description in the form plugins get it. */
final class PluginJsep {
    private PluginJsep() {}

    static Jsep of(Remote remote, boolean endToEndEncrypted) {
        return new Jsep(
                remote.offer() ? "offer" : "answer",
                remote.sdp().print(),
                remote.update(),
                endToEndEncrypted,
                Json.arrayOf(remote.simulcast().stream().map(PluginJsep::json).toList()),
                Json.arrayOf(remote.svc().stream().map(PluginJsep::json).toList()));
    }

    private static Json json(Simulcast simulcast) {
        Json json = Json.object().put("mindex", simulcast.mindex());
        if (!simulcast.mid().isEmpty()) json.put("mid", simulcast.mid());
        if (!simulcast.rids().isEmpty()) {
            json.put("rids", Json.arrayOf(simulcast.rids().stream().map(Json::of).toList()));
            if (simulcast.ridExtension() > 0) json.put("rid-ext", simulcast.ridExtension());
        } else {
            json.put("ssrcs", Json.arrayOf(simulcast.ssrcs().stream().map(Json::of).toList()));
        }
        return json;
    }

    private static Json json(Svc svc) {
        Json json = Json.object().put("mindex", svc.mindex());
        if (!svc.mid().isEmpty()) json.put("mid", svc.mid());
        return json.put("svc", svc.mode());
    }
}
