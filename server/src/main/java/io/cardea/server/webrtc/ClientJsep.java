package io.cardea.server.webrtc;

import io.cardea.rtc.sdp.Negotiation.RemoteJsep;
import io.cardea.rtc.sdp.RidOrder;
import io.cardea.rtc.sdp.Svc;
import io.cardea.server.gateway.ApiException;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The {@code jsep} object of a client's message.
 *
 * @param forceRelay whether only relayed candidates may be used
 */
record ClientJsep(RemoteJsep description, boolean endToEndEncrypted, boolean forceRelay) {
    private static final Fields FIELDS =
            Fields.NONE
                    .mandatory("type", Kind.STRING)
                    .mandatory("sdp", Kind.STRING)
                    .optional("trickle", Kind.BOOLEAN)
                    .optional("rid_order", Kind.STRING)
                    .optional("force_relay", Kind.BOOLEAN)
                    .optional("e2ee", Kind.BOOLEAN);

    /**
     * @throws ApiException for what is missing or of a wrong type
     */
    static ClientJsep of(Json jsep) {
        FIELDS.check(jsep)
                .ifPresent(flaw -> {
                    throw ApiException.flaw("JSEP error", flaw);
                });
        String type = jsep.string("type", "");
        boolean offer =
                switch (type.toLowerCase(Locale.ROOT)) {
                    case "offer" -> true;
                    case "answer" -> false;
                    default -> throw ApiException.jsepType(type);
                };
        RemoteJsep description =
                new RemoteJsep(
                        offer,
                        jsep.string("sdp", ""),
                        jsep.bool("trickle", true),
                        RidOrder.of(jsep.string("rid_order", "hml").toLowerCase(Locale.ROOT)),
                        jsep.get("svc").map(ClientJsep::svc).orElse(List.of()));
        return new ClientJsep(
                description, jsep.bool("e2ee", false), jsep.bool("force_relay", false));
    }

    /** Hints that are malformed are ignored. */
    private static List<Svc> svc(Json hints) {
        if (!hints.isArray()) return List.of();
        List<Svc> known = new ArrayList<>();
        for (Json hint : hints.elements()) {
            String mid = hint.string("mid", "");
            String mode = hint.string("svc", "");
            int index = Math.clamp(hint.integer("mindex", -1), -1, Integer.MAX_VALUE);
            if (!mode.isEmpty() && (index >= 0 || !mid.isEmpty())) {
                known.add(new Svc(index, mid, mode));
            }
        }
        return known;
    }
}
