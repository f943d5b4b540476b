package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import io.cardea.spi.SrtpKey;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** compat: {@code rtp_forward} as it was when publishers had one stream of each kind. */
final class LegacyForward {
    /** The numbers such a request may have, in the order they are checked. */
    static final List<String> PORTS =
            List.of(
                    "video_port",
                    "video_rtcp_port",
                    "video_ssrc",
                    "video_pt",
                    "video_port_2",
                    "video_ssrc_2",
                    "video_pt_2",
                    "video_port_3",
                    "video_ssrc_3",
                    "video_pt_3",
                    "audio_port",
                    "audio_rtcp_port",
                    "audio_ssrc",
                    "audio_pt",
                    "data_port");

    private final RtpForward verb;
    private final Publisher publisher;
    private final InetAddress host;
    private final Optional<SrtpKey> srtp;

    LegacyForward(RtpForward verb, Publisher publisher, InetAddress host, Optional<SrtpKey> srtp) {
        this.verb = verb;
        this.publisher = publisher;
        this.host = host;
        this.srtp = srtp;
    }

    Json forward(Json body) throws IOException {
        Json reply = Json.object();
        add(body, MediaKind.AUDIO, "", 0, reply);
        add(body, MediaKind.VIDEO, "", 0, reply);
        if (!body.bool("simulcast", false)) {
            add(body, MediaKind.VIDEO, "_2", 1, reply);
            add(body, MediaKind.VIDEO, "_3", 2, reply);
        }
        add(body, MediaKind.DATA, "", 0, reply);
        publisher.requestKeyframes();
        return reply.put("warning", "deprecated_api").put("host", host.getHostAddress());
    }

    private void add(Json body, MediaKind kind, String suffix, int substream, Json reply)
            throws IOException {
        String word = kind.word();
        int port = ForwardTarget.port(body, word + "_port" + suffix);
        Optional<PublisherStream> stream =
                publisher.streams().stream().filter(s -> s.kind() == kind).findFirst();
        if (port == 0 || stream.isEmpty()) return;
        int rtcpPort = suffix.isEmpty() ? ForwardTarget.port(body, word + "_rtcp_port") : 0;
        RtpForward.Wanted wanted =
                new RtpForward.Wanted(
                        port,
                        rtcpPort,
                        (int) body.integer(word + "_pt" + suffix, 0),
                        body.integer(word + "_ssrc" + suffix, 0),
                        substream,
                        body.bool("simulcast", false));
        Optional<Forwarding.Entry> entry = verb.add(stream.get(), wanted, host, srtp);
        if (entry.isEmpty()) return;
        reply.put(word + "_stream_id" + suffix, entry.get().id()).put(word + suffix, port);
        if (rtcpPort > 0) reply.put(word + "_rtcp", rtcpPort);
    }
}
