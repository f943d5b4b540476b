package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.SessionDescription.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Completes a plugin's description by what the transport has to say, in the order that clients of
 * the Janus API know.
 *
 * @param offer whether it is an offer
 * @param setup our side of RFC 8842: {@code actpass}, {@code active} or {@code passive}
 * @param profile of all audio and video m-lines
 * @param encrypted false with WebRTC encryption switched off: nothing about DTLS
 * @param lines one per m-line
 */
record Merger(
        LocalTransport transport,
        boolean offer,
        String setup,
        String profile,
        boolean encrypted,
        List<Line> lines) {
    private static final String SCTP_PORT = "5000";
    private static final String SCTP_STREAMS = "16";
    private static final String LEGACY_SCTP = "DTLS/SCTP";
    private static final Set<String> OFFERS_WITHOUT =
            Set.of(RtpExtension.RID.uri(), RtpExtension.REPAIRED_RID.uri());

    /**
     * What is particular to an m-line.
     *
     * @param mid empty when the peer doesn't use any
     * @param ssrc unsigned, 0 for none
     * @param rtxSsrc unsigned, 0 for none
     * @param rtx RTX payload type by media payload type
     */
    record Line(
            String mid,
            long ssrc,
            long rtxSsrc,
            Map<Integer, Integer> rtx,
            List<String> rids,
            Set<String> pausedRids,
            boolean legacySimulcast) {}

    SessionDescription merge(SessionDescription plugin) {
        Connection address = Connection.of(transport.publicAddress());
        var merged = new SessionDescription(plugin.origin().withAddress(address), plugin.name());
        merged.replaceTiming(plugin.timing());
        for (int i = 0; i < plugin.media().size(); i++) {
            MediaDescription media = merge(plugin.media().get(i), lines.get(i), i);
            media.replaceConnection(Optional.of(address));
            merged.media().add(media);
        }
        mergeSession(merged.attributes(), merged.media());
        for (Attribute attribute : plugin.attributes()) {
            if (!Stripper.isSessionTransport(attribute)) merged.attributes().add(attribute);
        }
        return merged;
    }

    private void mergeSession(Attributes session, List<MediaDescription> media) {
        String mids =
                media.stream()
                        .filter(MediaDescription::isEnabled)
                        .flatMap(each -> each.mid().stream())
                        .collect(Collectors.joining(" "));
        if (!mids.isEmpty()) session.add("group", "BUNDLE " + mids);
        session.add("ice-options", "trickle");
        transport
                .fingerprint()
                .filter(present -> encrypted)
                .ifPresent(f -> session.add("fingerprint", f.hash() + " " + f.value()));
        session.add("extmap-allow-mixed");
        session.add("msid-semantic", " WMS *");
        if (transport.iceLite()) session.add("ice-lite");
    }

    private MediaDescription merge(MediaDescription plugin, Line line, int index) {
        boolean data = plugin.kind() == MediaKind.DATA;
        var media =
                new MediaDescription(plugin.kind(), plugin.port(), data ? plugin.proto() : profile);
        if (!line.mid.isEmpty()) media.attributes().add("mid", line.mid);
        if (!plugin.isEnabled()) {
            media.formats().addAll(data ? plugin.formats() : List.of("0"));
            media.replaceDirection(Direction.INACTIVE);
            return media;
        }
        media.formats().addAll(plugin.formats());
        media.replaceDirection(plugin.direction());
        media.replaceBandwidth(plugin.bandwidth());
        mergeTransport(media);
        mergePlugin(media.attributes(), plugin.attributes());
        if (!data) mergeStreams(media, plugin, line, index);
        for (String candidate : transport.candidates()) {
            media.attributes().add("candidate", candidate.substring("candidate:".length()));
        }
        if (transport.endOfCandidates()) media.attributes().add("end-of-candidates");
        return media;
    }

    private void mergeTransport(MediaDescription media) {
        Attributes attributes = media.attributes();
        if (media.kind() != MediaKind.DATA) {
            attributes.add("rtcp-mux");
        } else if (media.proto().equals(LEGACY_SCTP)) {
            attributes.add("sctpmap", SCTP_PORT + " webrtc-datachannel " + SCTP_STREAMS);
        } else {
            attributes.add("sctp-port", SCTP_PORT);
        }
        attributes.add("ice-ufrag", transport.ufrag());
        attributes.add("ice-pwd", transport.password());
        attributes.add("ice-options", "trickle");
        if (encrypted) attributes.add("setup", setup);
    }

    private void mergePlugin(Attributes attributes, Attributes plugin) {
        for (Attribute attribute : plugin) {
            boolean ours =
                    attribute.is("mid")
                            || attribute.is("msid")
                            || Stripper.isTransport(attribute)
                            || offer && isNeverOffered(attribute);
            if (!ours) attributes.add(attribute);
        }
    }

    private static boolean isNeverOffered(Attribute attribute) {
        return attribute.is("extmap")
                && Extmap.parse(attribute.value())
                        .filter(extmap -> OFFERS_WITHOUT.contains(extmap.uri()))
                        .isPresent();
    }

    private static void mergeStreams(
            MediaDescription media, MediaDescription plugin, Line line, int index) {
        Attributes attributes = media.attributes();
        boolean rtx = mergeRtx(media, line);
        boolean repaired =
                rtx
                        && line.ssrc != 0
                        && line.rtxSsrc != 0
                        && media.kind() == MediaKind.VIDEO
                        && media.direction().sends();
        if (repaired) attributes.add("ssrc-group", "FID " + line.ssrc + " " + line.rtxSsrc);
        if (media.direction() != Direction.INACTIVE) {
            String own = "janus janus" + (line.mid.isEmpty() ? "" + index : line.mid);
            attributes.add("msid", plugin.attributes().value("msid").orElse(own));
        }
        if (line.ssrc != 0) attributes.add("ssrc", line.ssrc + " cname:janus");
        if (repaired) attributes.add("ssrc", line.rtxSsrc + " cname:janus");
        if (!line.rids.isEmpty() && acceptsRids(plugin)) mergeRids(attributes, line);
    }

    private static boolean mergeRtx(MediaDescription media, Line line) {
        var added = new ArrayList<String>();
        for (Integer pt : media.payloadTypes()) {
            Integer rtx = line.rtx.get(pt);
            if (rtx == null || media.formats().contains(rtx.toString())) continue;
            added.add(rtx.toString());
            media.attributes().add("rtpmap", rtx + " rtx/90000");
            media.attributes().add("fmtp", rtx + " apt=" + pt);
        }
        media.formats().addAll(added);
        return !added.isEmpty();
    }

    static boolean acceptsRids(MediaDescription local) {
        return Extmap.of(local.attributes()).stream()
                .anyMatch(extmap -> extmap.uri().equals(RtpExtension.RID.uri()));
    }

    private static void mergeRids(Attributes attributes, Line line) {
        for (String rid : line.rids) {
            attributes.add("rid", rid + " recv");
        }
        if (line.legacySimulcast) {
            // compat: the old form, with its space; paused layers are not marked in it
            attributes.add("simulcast", " recv rid=" + String.join(";", line.rids));
        } else {
            attributes.add(
                    "simulcast",
                    line.rids.stream()
                            .map(rid -> line.pausedRids.contains(rid) ? "~" + rid : rid)
                            .collect(Collectors.joining(";", "recv ", "")));
        }
    }
}
