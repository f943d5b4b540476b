package io.cardea.media.forward;

import io.cardea.rtc.packet.TransportAddress;
import java.util.Optional;

/**
 * Where and how one track, or one source of data, is forwarded.
 *
 * @param target where RTP or datagrams go
 * @param rtcpPort the receiver's RTCP port on the same host; 0 for no RTCP
 * @param payloadType to write instead of the source's; -1 to leave it
 * @param ssrc to write instead of the source's, 32 bits; {@link #SOURCE_SSRC} to leave it, or for a
 *     random one where layers are made one stream
 * @param srtp keys of audio and video; data and RTCP are never encrypted
 * @param dataInRtp whether each message goes behind an RTP header rather than alone
 */
public record ForwarderSettings(
        TransportAddress target,
        int rtcpPort,
        int payloadType,
        long ssrc,
        ForwardLayers layers,
        Optional<SrtpKeys> srtp,
        boolean dataInRtp) {
    public static final long SOURCE_SSRC = -1;

    public ForwarderSettings {
        if (target.port() < 1 || target.isTcp()) {
            throw new IllegalArgumentException("no UDP port to forward to");
        }
        if (rtcpPort < 0 || rtcpPort > 65_535) {
            throw new IllegalArgumentException("RTCP port " + rtcpPort);
        }
        if (payloadType < -1 || payloadType > 127) {
            throw new IllegalArgumentException("payload type " + payloadType);
        }
        if (ssrc < SOURCE_SSRC || ssrc > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("SSRC " + ssrc);
        }
    }

    boolean hasSsrc() {
        return ssrc != SOURCE_SSRC;
    }
}
