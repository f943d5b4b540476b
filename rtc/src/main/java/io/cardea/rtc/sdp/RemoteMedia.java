package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one m-line of the peer says to us, the transport, rather than to a plugin.
 *
 * @param rids of the layers the peer may send, in its order: 0 to 3
 * @param pausedRids those of them that the peer has marked as not being sent
 * @param legacySimulcast whether the simulcast attribute has the old {@code rid=} syntax
 * @param ssrcs main SSRCs: of a SIM group, lowest layer first, or the first one there is
 * @param rtxByMain RTX SSRC by main SSRC, of FID groups
 * @param nack whether the peer sends and takes generic NACKs
 * @param rtxByMedia RTX payload type by media payload type
 */
record RemoteMedia(
        List<String> rids,
        Set<String> pausedRids,
        boolean legacySimulcast,
        List<Long> ssrcs,
        Map<Long, Long> rtxByMain,
        boolean nack,
        Map<Integer, Integer> rtxByMedia) {
    static final int MAX_LAYERS = 3;
    static final int MAX_RID = 15;
    private static final long MAX_SSRC = 0xFFFF_FFFFL;

    RemoteMedia {
        rids = List.copyOf(rids);
        pausedRids = Set.copyOf(pausedRids);
        ssrcs = List.copyOf(ssrcs);
        rtxByMain = Map.copyOf(rtxByMain);
        rtxByMedia = Map.copyOf(rtxByMedia);
    }

    static RemoteMedia of(MediaDescription media) {
        boolean video = media.kind() == MediaKind.VIDEO;
        Attributes attributes = media.attributes();
        List<String> rids = video ? rids(attributes) : List.of();
        String simulcast = attributes.value("simulcast").orElse("");
        var rtxByMain = new HashMap<Long, Long>();
        List<Long> sim = groups(attributes, rtxByMain);
        boolean layered = video && rids.isEmpty() && !sim.isEmpty();
        return new RemoteMedia(
                rids,
                paused(simulcast),
                simulcast.contains("rid="),
                layered ? sim : mainSsrc(attributes, rtxByMain),
                rtxByMain,
                attributes.values("rtcp-fb").stream().anyMatch(value -> value.contains("nack")),
                rtx(attributes));
    }

    /** RTX SSRCs in the order of the main ones, 0 where there is none. */
    List<Long> rtxSsrcs() {
        return ssrcs.stream().map(ssrc -> rtxByMain.getOrDefault(ssrc, 0L)).toList();
    }

    /** Layers in internal order: index 0 is the lowest. */
    List<String> layers(RidOrder order) {
        return order == RidOrder.HIGHEST_FIRST ? rids.reversed() : rids;
    }

    private static List<String> rids(Attributes attributes) {
        var rids = new ArrayList<String>();
        for (String value : attributes.values("rid")) {
            List<String> tokens = SdpParser.tokens(value);
            if (tokens.size() < 2 || !tokens.get(1).equals("send")) continue;
            String rid = shortened(tokens.get(0));
            if (rids.size() < MAX_LAYERS && !rids.contains(rid)) rids.add(rid);
        }
        return rids;
    }

    /** RFC 8853, 5.1: {@code ~} marks an initially paused stream. */
    private static Set<String> paused(String simulcast) {
        var paused = new HashSet<String>();
        List<String> tokens = SdpParser.tokens(simulcast);
        int send = tokens.indexOf("send");
        if (send < 0 || send + 1 >= tokens.size()) return paused;
        for (String rid : tokens.get(send + 1).split("[;,]", -1)) {
            if (rid.startsWith("~")) paused.add(shortened(rid.substring(1)));
        }
        return paused;
    }

    private static String shortened(String rid) {
        return rid.length() > MAX_RID ? rid.substring(0, MAX_RID) : rid;
    }

    /** RFC 5576, 4.2: FID groups go into the map; the SSRCs of the SIM group are returned. */
    private static List<Long> groups(Attributes attributes, Map<Long, Long> rtxByMain) {
        List<Long> sim = new ArrayList<>();
        for (String value : attributes.values("ssrc-group")) {
            List<String> tokens = SdpParser.tokens(value);
            if (tokens.isEmpty()) continue;
            List<Long> ssrcs = tokens.stream().skip(1).map(RemoteMedia::ssrc).toList();
            if (ssrcs.contains(0L)) continue;
            if (tokens.getFirst().equals("FID") && ssrcs.size() >= 2) {
                rtxByMain.putIfAbsent(ssrcs.get(0), ssrcs.get(1));
            } else if (tokens.getFirst().equals("SIM") && sim.isEmpty()) {
                ssrcs.stream().distinct().limit(MAX_LAYERS).forEach(sim::add);
            }
        }
        return sim;
    }

    private static List<Long> mainSsrc(Attributes attributes, Map<Long, Long> rtxByMain) {
        Set<Long> repair = Set.copyOf(rtxByMain.values());
        for (String value : attributes.values("ssrc")) {
            List<String> tokens = SdpParser.tokens(value);
            long ssrc = tokens.isEmpty() ? 0 : ssrc(tokens.getFirst());
            if (ssrc != 0 && !repair.contains(ssrc)) return List.of(ssrc);
        }
        return rtxByMain.keySet().stream().limit(1).toList();
    }

    /** An SSRC, or 0 when it is none. */
    private static long ssrc(String text) {
        if (!text.matches("\\d{1,10}")) return 0;
        long value = Long.parseLong(text);
        return value > MAX_SSRC ? 0 : value;
    }

    /** RFC 4588, 8.1. */
    private static Map<Integer, Integer> rtx(Attributes attributes) {
        var rtx = new LinkedHashMap<Integer, Integer>();
        for (String value : attributes.values("fmtp")) {
            List<String> tokens = SdpParser.tokens(value.replace(';', ' '));
            if (tokens.size() < 2 || !Rtpmap.isPayloadType(tokens.getFirst())) continue;
            for (String token : tokens) {
                if (!token.startsWith("apt=") || !Rtpmap.isPayloadType(token.substring(4))) {
                    continue;
                }
                rtx.putIfAbsent(
                        Integer.valueOf(token.substring(4)), Integer.valueOf(tokens.getFirst()));
            }
        }
        return rtx;
    }
}
