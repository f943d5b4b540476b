package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a local and a remote description have in common.
 *
 * @param local ours, as sent to the peer
 * @param offered whether ours is the offer
 */
record Agreement(
        SessionDescription local, RemoteDescription remote, boolean offered, RidOrder ridOrder) {
    private static final Set<String> NO_MEDIA_CODEC =
            Set.of("red", "telephone-event", "cn", "rtx", "ulpfec", "flexfec-03");
    private static final Map<Integer, Rtpmap> STATIC =
            Map.of(
                    0, new Rtpmap(0, "PCMU/8000"),
                    8, new Rtpmap(8, "PCMA/8000"),
                    9, new Rtpmap(9, "G722/8000"));

    /** The ids both sides have, ours when they differ. */
    ExtensionIds extensions() {
        var extmaps = new ArrayList<Extmap>();
        local.media().forEach(media -> extmaps.addAll(Extmap.of(media.attributes())));
        var ids = new EnumMap<RtpExtension, Integer>(RtpExtension.class);
        RemoteDescription.known(extmaps)
                .forEach((extension, id) -> {
                    if (remote.extensions().containsKey(extension)) ids.put(extension, id);
                });
        return new ExtensionIds(ids);
    }

    NegotiatedMedia media(int index, Merger.Line line) {
        MediaDescription ours = local.media().get(index);
        boolean there = index < remote.media().size();
        boolean enabled = there && ours.isEnabled() && remote.sdp().media().get(index).isEnabled();
        String mid = line.mid().isEmpty() ? Integer.toString(index) : line.mid();
        if (!enabled) return inactive(index, mid, ours.kind(), false);
        if (ours.kind() == MediaKind.DATA) return data(index, mid);
        return rtp(index, mid, line);
    }

    private NegotiatedMedia rtp(int index, String mid, Merger.Line line) {
        MediaDescription ours = local.media().get(index);
        MediaDescription theirs = remote.sdp().media().get(index);
        RemoteMedia streams = remote.media().get(index);
        Map<Integer, Rtpmap> common = common(ours, theirs);
        var payloadTypes = new LinkedHashMap<Integer, String>();
        common.forEach((pt, map) -> payloadTypes.put(pt, name(map, ours.kind())));
        payloadTypes.values().removeIf("rtx"::equals);
        boolean rids = !streams.rids().isEmpty() && Merger.acceptsRids(ours);
        List<String> layers = rids ? streams.layers(ridOrder) : List.of();
        Map<Integer, Integer> rtx = rtx(line, streams, payloadTypes);
        boolean sending = ours.direction().sends() && theirs.direction().receives();
        boolean receiving = ours.direction().receives() && theirs.direction().sends();
        return new NegotiatedMedia(
                index,
                mid,
                ours.kind(),
                true,
                sending,
                receiving,
                codec(common, ours, theirs),
                payloadTypes,
                rtx,
                (int) line.ssrc(),
                rtx.isEmpty() ? 0 : (int) line.rtxSsrc(),
                rids ? List.of() : ints(streams.ssrcs()),
                rids ? List.of() : ints(streams.rtxSsrcs()),
                layers,
                streams.nack(),
                has(ours, RtpExtension.TRANSPORT_WIDE_CC)
                        && has(theirs, RtpExtension.TRANSPORT_WIDE_CC)
                        && (receiving || givesTransportFeedback(theirs)));
    }

    /** Where we only send, the feedback is theirs to give: numbered packets alone are no use. */
    private static boolean givesTransportFeedback(MediaDescription theirs) {
        return theirs.attributes().values("rtcp-fb").stream()
                .anyMatch(value -> value.endsWith(" transport-cc"));
    }

    private NegotiatedMedia data(int index, String mid) {
        return inactive(index, mid, MediaKind.DATA, true);
    }

    private static NegotiatedMedia inactive(
            int index, String mid, MediaKind kind, boolean flowing) {
        return new NegotiatedMedia(
                index,
                mid,
                kind,
                flowing,
                flowing,
                flowing,
                Codec.NONE,
                Map.of(),
                Map.of(),
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                false,
                false);
    }

    /** The payload types that the answer has, in its order, as our side describes them. */
    private Map<Integer, Rtpmap> common(MediaDescription ours, MediaDescription theirs) {
        MediaDescription answer = offered ? theirs : ours;
        MediaDescription offer = offered ? ours : theirs;
        var common = new LinkedHashMap<Integer, Rtpmap>();
        for (Integer pt : answer.payloadTypes()) {
            if (!offer.formats().contains(pt.toString())) continue;
            Rtpmap.of(ours, pt)
                    .or(() -> Rtpmap.of(theirs, pt))
                    .or(() -> Optional.ofNullable(STATIC.get(pt)))
                    .ifPresent(map -> common.put(pt, map));
        }
        // "0" is also how a refused m-line that has to carry the transport is written
        boolean refused =
                answer.direction() == Direction.INACTIVE && !answer.attributes().has("rtpmap");
        if (refused) common.clear();
        return common;
    }

    private static Codec codec(
            Map<Integer, Rtpmap> common, MediaDescription ours, MediaDescription theirs) {
        for (Map.Entry<Integer, Rtpmap> entry : common.entrySet()) {
            Rtpmap map = entry.getValue();
            if (NO_MEDIA_CODEC.contains(map.name())) continue;
            int pt = entry.getKey();
            String fmtp = Rtpmap.fmtp(ours, pt).or(() -> Rtpmap.fmtp(theirs, pt)).orElse("");
            String name = name(map, ours.kind());
            return new Codec(name, pt, map.clockRate(), map.channels(), fmtp);
        }
        return Codec.NONE;
    }

    private static String name(Rtpmap map, MediaKind kind) {
        return KnownCodec.of(map, kind).map(KnownCodec::word).orElse(map.name());
    }

    /** What both sides know of RTX; as answerer our description follows theirs anyway. */
    private static Map<Integer, Integer> rtx(
            Merger.Line line, RemoteMedia streams, Map<Integer, String> payloadTypes) {
        var rtx = new LinkedHashMap<Integer, Integer>();
        line.rtx()
                .forEach((pt, repair) -> {
                    boolean agreed = repair.equals(streams.rtxByMedia().get(pt));
                    if (agreed && payloadTypes.containsKey(pt)) rtx.put(pt, repair);
                });
        return rtx;
    }

    private static boolean has(MediaDescription media, RtpExtension extension) {
        return RemoteDescription.known(Extmap.of(media.attributes())).containsKey(extension);
    }

    private static List<Integer> ints(List<Long> unsigned) {
        return unsigned.stream().map(Long::intValue).toList();
    }
}
