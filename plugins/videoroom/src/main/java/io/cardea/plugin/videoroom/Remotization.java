package io.cardea.plugin.videoroom;

import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.SrtpKey;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Everything of a publisher on its way to another server, which has it as a remote publisher.
 *
 * @param id the {@code remote_id}
 * @param target where all media goes
 * @param rtcpPort from which the other server asks for keyframes; 0 without
 */
record Remotization(String id, InetSocketAddress target, int rtcpPort, Optional<SrtpKey> srtp) {
    private static final long FIRST_SSRC = 1_000;
    private static final long SSRCS_PER_STREAM = 10;

    /** How one stream is sent: told apart by its SSRC. */
    ForwarderOptions options(PublisherStream stream) {
        boolean data = stream.kind() == MediaKind.DATA;
        return new ForwarderOptions(
                target,
                stream.kind() == MediaKind.VIDEO ? rtcpPort : 0,
                -1,
                FIRST_SSRC + SSRCS_PER_STREAM * stream.mindex(),
                new ForwarderOptions.Layers.Each(),
                data ? Optional.empty() : srtp,
                data);
    }
}
