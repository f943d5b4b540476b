package io.cardea.spi;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where and how to forward one stream.
 *
 * @param target the receiver's RTP address, resolved
 * @param rtcpPort the receiver's RTCP port on the same host; 0 for no RTCP
 * @param payloadType to write instead of the source's; -1 to leave it
 * @param ssrc to write instead of the source's, 32 bits; {@link #SOURCE_SSRC} to leave it, or for a
 *     random one where layers are made one stream
 * @param layers which simulcast layers
 * @param srtp keys for audio and video; data is never encrypted
 * @param dataInRtp whether each message goes behind an RTP header of 12 bytes (payload type 1 for
 *     binary, 0 for text) rather than alone
 */
public record ForwarderOptions(
        InetSocketAddress target,
        int rtcpPort,
        int payloadType,
        long ssrc,
        Layers layers,
        Optional<SrtpKey> srtp,
        boolean dataInRtp) {
    public static final long SOURCE_SSRC = -1;

    public ForwarderOptions {
        if (target.isUnresolved()) throw new IllegalArgumentException("unresolved " + target);
        if (target.getPort() == 0) throw new IllegalArgumentException("port 0");
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

    /** Which simulcast layers are forwarded. */
    public sealed interface Layers {
        /** One of them, as it comes; without simulcast, layer 0 is all there is. */
        record Only(int substream) implements Layers {
            public Only {
                if (substream < 0 || substream > 2) {
                    throw new IllegalArgumentException("substream " + substream);
                }
            }
        }

        /** The best there is at any time, made one continuous stream. */
        record Best() implements Layers {}

        /** All of them, with the SSRC counted up by the layer. */
        record Each() implements Layers {}
    }
}
