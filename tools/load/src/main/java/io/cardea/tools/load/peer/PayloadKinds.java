package io.cardea.tools.load.peer;

import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;

/** What the payload types of a PeerConnection stand for. Immutable. */
final class PayloadKinds {
    static final byte UNKNOWN = 0;
    static final byte AUDIO = 1;
    static final byte VIDEO = 2;
    static final byte RTX = 3;

    private static final int TYPES = 128;

    private final byte[] kinds = new byte[TYPES];
    private final int[] clockRates = new int[TYPES];
    private final CodecId videoCodec;

    PayloadKinds(NegotiatedSession session) {
        CodecId codec = CodecId.OTHER;
        for (NegotiatedMedia media : session.media()) {
            if (media.kind() == MediaKind.DATA || !media.enabled()) continue;
            boolean video = media.kind() == MediaKind.VIDEO;
            if (video) codec = CodecId.of(media.codec().name());
            int clockRate = Math.max(media.codec().clockRate(), 8_000);
            for (int type : media.payloadTypes().keySet()) {
                kinds[type & (TYPES - 1)] = video ? VIDEO : AUDIO;
                clockRates[type & (TYPES - 1)] = clockRate;
            }
            for (int type : media.rtx().values()) {
                kinds[type & (TYPES - 1)] = RTX;
            }
        }
        videoCodec = codec;
    }

    byte kind(int payloadType) {
        return kinds[payloadType];
    }

    int clockRate(int payloadType) {
        return clockRates[payloadType];
    }

    CodecId videoCodec() {
        return videoCodec;
    }
}
