package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds RTX payload types for our offers: the next free one after the media payload type.
 *
 * <p>One mapping for the whole PeerConnection, since bundled m-lines share payload types (RFC 9143,
 * 9.1), and what was given out once stays.
 */
final class PayloadTypes {
    private static final int FIRST_DYNAMIC = 96;
    // RFC 5761, 4: with RTP and RTCP on one port these would be taken for RTCP
    private static final int FIRST_RTCP = 64;

    private final Map<Integer, Integer> rtxByMedia = new HashMap<>();

    /** Takes over a mapping of the peer's. */
    void learn(Map<Integer, Integer> mapping) {
        rtxByMedia.putAll(mapping);
    }

    /** The mapping for all video payload types of an offer. */
    Map<Integer, Integer> assign(SessionDescription offer) {
        Set<Integer> used = new HashSet<>();
        offer.media().forEach(media -> used.addAll(media.payloadTypes()));
        var assigned = new HashMap<Integer, Integer>();
        for (MediaDescription media : offer.media()) {
            if (media.kind() != MediaKind.VIDEO || !media.isEnabled()) continue;
            for (Rtpmap map : Rtpmap.of(media)) {
                int pt = map.payloadType();
                if (assigned.containsKey(pt) || map.name().equals("rtx")) continue;
                int rtx = next(pt, used);
                if (rtx < 0) continue;
                assigned.put(pt, rtx);
                used.add(rtx);
            }
        }
        rtxByMedia.putAll(assigned);
        return assigned;
    }

    private int next(int payloadType, Set<Integer> used) {
        Integer known = rtxByMedia.get(payloadType);
        if (known != null && !used.contains(known)) return known;
        int candidate = payloadType;
        for (int tries = 0; tries <= Rtpmap.MAX_PAYLOAD_TYPE; tries++) {
            candidate++;
            boolean wraps = candidate > Rtpmap.MAX_PAYLOAD_TYPE;
            boolean rtcp = candidate >= FIRST_RTCP && candidate < FIRST_DYNAMIC;
            if (wraps || rtcp) candidate = FIRST_DYNAMIC;
            if (!used.contains(candidate)) return candidate;
        }
        return -1;
    }
}
