package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.ForwarderOptions.Layers;
import io.cardea.spi.Json;
import io.cardea.spi.SrtpKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** {@code rtp_forward}. Any thread; may block in the resolver. */
final class RtpForward implements Management.Verb {
    private static final Fields HOST = Fields.NONE.mandatory("host", Kind.STRING);

    private static final Fields STREAM =
            Fields.NONE
                    .mandatory("mid", Kind.STRING)
                    .optional("host", Kind.STRING)
                    .optional("host_family", Kind.STRING)
                    .optional("simulcast", Kind.BOOLEAN)
                    .optional("srtp_suite", Kind.POSITIVE_INTEGER)
                    .optional("srtp_crypto", Kind.STRING)
                    .mandatory("port", Kind.POSITIVE_INTEGER)
                    .optional("rtcp_port", Kind.POSITIVE_INTEGER)
                    .optional("ssrc", Kind.POSITIVE_INTEGER)
                    .optional("pt", Kind.POSITIVE_INTEGER)
                    .optional("port_2", Kind.POSITIVE_INTEGER)
                    .optional("ssrc_2", Kind.POSITIVE_INTEGER)
                    .optional("pt_2", Kind.POSITIVE_INTEGER)
                    .optional("port_3", Kind.POSITIVE_INTEGER)
                    .optional("ssrc_3", Kind.POSITIVE_INTEGER)
                    .optional("pt_3", Kind.POSITIVE_INTEGER);

    private static final List<String> SUBSTREAM_SUFFIXES = List.of("", "_2", "_3");

    private final Environment environment;
    private final Fields fields;

    RtpForward(Environment environment) {
        this.environment = environment;
        Fields all =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .mandatory("publisher_id", environment.ids().kind())
                        .optional("host_family", Kind.STRING)
                        .optional("simulcast", Kind.BOOLEAN)
                        .optional("srtp_suite", Kind.POSITIVE_INTEGER)
                        .optional("srtp_crypto", Kind.STRING)
                        .optional("streams", Kind.ARRAY);
        for (String name : LegacyForward.PORTS) all = all.optional(name, Kind.POSITIVE_INTEGER);
        this.fields = all;
    }

    @Override
    public Json serve(Json body) {
        // compat: a missing host is found out before anything else
        Requests.check(HOST, body);
        Requests.check(fields, body);
        ForwardTarget.checkFamily(body);
        Optional<SrtpKey> srtp = ForwardTarget.srtp(body);
        List<Json> streams = body.get("streams").map(Json::elements).orElse(List.of());
        for (Json stream : streams) {
            Requests.check(STREAM, stream);
            ForwardTarget.checkFamily(stream);
        }
        environment.access().forwarder(body);
        Room room = environment.access().managed(body);
        Publisher publisher = Members.feed(room, environment.ids().get(body, "publisher_id"));
        InetAddress host = ForwardTarget.resolve(body);
        Json reply = Json.object().put("publisher_id", publisher.id().json());
        try {
            if (body.has("streams")) {
                reply.put("forwarders", forward(publisher, streams, host, srtp));
            } else {
                LegacyForward legacy = new LegacyForward(this, publisher, host, srtp);
                reply.put("rtp_stream", legacy.forward(body));
            }
        } catch (IOException e) {
            throw new RoomError(RoomError.UNKNOWN, "Can't forward: " + e.getMessage());
        }
        return reply.put("room", room.id().json()).put("videoroom", "rtp_forward");
    }

    private Json forward(
            Publisher publisher, List<Json> wishes, InetAddress host, Optional<SrtpKey> srtp)
            throws IOException {
        Json list = Json.array();
        for (Json wish : wishes) {
            Optional<PublisherStream> stream = publisher.stream(wish.string("mid", ""));
            if (stream.isEmpty()) continue;
            InetAddress own = wish.has("host") ? ForwardTarget.resolve(wish) : host;
            for (int i = 0; i < layers(stream.get(), wish); i++) {
                String suffix = SUBSTREAM_SUFFIXES.get(i);
                int port = ForwardTarget.port(wish, "port" + suffix);
                if (port == 0) continue;
                Wanted wanted =
                        new Wanted(
                                port,
                                i == 0 ? ForwardTarget.port(wish, "rtcp_port") : 0,
                                (int) wish.integer("pt" + suffix, 0),
                                wish.integer("ssrc" + suffix, 0),
                                i,
                                wish.bool("simulcast", false));
                add(stream.get(), wanted, own, srtp).ifPresent(entry -> list.add(entry.describe()));
            }
        }
        return list;
    }

    private static int layers(PublisherStream stream, Json wish) {
        boolean single = stream.kind() != MediaKind.VIDEO || wish.bool("simulcast", false);
        return single ? 1 : SUBSTREAM_SUFFIXES.size();
    }

    /**
     * One forwarder as it is wanted.
     *
     * @param payloadType 0 to leave it
     * @param ssrc 0 to leave it
     * @param best whether the best substream there is goes, rather than one
     */
    record Wanted(
            int port, int rtcpPort, int payloadType, long ssrc, int substream, boolean best) {}

    /** Begins to forward. */
    Optional<Forwarding.Entry> add(
            PublisherStream stream, Wanted wanted, InetAddress host, Optional<SrtpKey> srtp)
            throws IOException {
        boolean data = stream.kind() == MediaKind.DATA;
        boolean best = wanted.best() && stream.kind() == MediaKind.VIDEO;
        Layers layers = best ? new Layers.Best() : new Layers.Only(wanted.substream());
        ForwarderOptions options =
                new ForwarderOptions(
                        new InetSocketAddress(host, wanted.port()),
                        data ? 0 : wanted.rtcpPort(),
                        wanted.payloadType() > 0 && !data ? wanted.payloadType() : -1,
                        ssrc(wanted, data, best),
                        layers,
                        data ? Optional.empty() : srtp,
                        false);
        Optional<Forwarding.Entry> entry =
                stream.publisher().forwarding().add(stream, options, Optional.empty());
        entry.ifPresent(added -> report(added, stream));
        return entry;
    }

    /** Several substreams made into one need one SSRC. */
    private static long ssrc(Wanted wanted, boolean data, boolean best) {
        if (data) return ForwarderOptions.SOURCE_SSRC;
        if (wanted.ssrc() > 0) return wanted.ssrc() & 0xFFFF_FFFFL;
        return best ? Ids.random32() : ForwarderOptions.SOURCE_SSRC;
    }

    private void report(Forwarding.Entry entry, PublisherStream stream) {
        if (!environment.reports()) return;
        Publisher publisher = stream.publisher();
        Json report =
                Events.report("rtp_forward", publisher.room())
                        .put("publisher_id", publisher.id().json())
                        .put("media", stream.kind().word());
        if (!stream.codec().isEmpty()) report.put("codec", stream.codec());
        entry.describe().members().forEach(report::put);
        entry.substream().ifPresent(number -> report.put("video_substream", number));
        publisher.report(report);
    }
}
