package io.cardea.media;

import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;

/**
 * What a track carries.
 *
 * @param layers simulcast layers, 1 without simulcast
 * @param extensions ids under which header extensions are found in its packets
 * @param redPayloadType payload type of RED on this track, -1 without
 */
public record TrackFormat(
        MediaKind kind, Codec codec, int layers, ExtensionIds extensions, int redPayloadType) {}
