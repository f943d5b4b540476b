package io.cardea.server.webrtc;

import io.cardea.media.TrackFormat;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.spi.DataSource;
import io.cardea.spi.RemoteFormat;
import io.cardea.spi.RemoteSource;
import io.cardea.spi.Track;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** A remote source of the media engine, as plugins see it. Any thread. */
final class EngineRemoteSource implements RemoteSource {
    private static final int SIMULCAST_LAYERS = 3;
    private static final int MAX_EXTENSION_ID = 255; // RFC 8285, 4.3

    private record Known(RemoteFormat format, EngineTrack track) {}

    private final io.cardea.media.forward.RemoteSource source;
    private final String address;
    private final Executor lane;
    private final Map<Integer, Known> tracks = new ConcurrentHashMap<>();
    private final Map<Integer, DataFanOut> data = new ConcurrentHashMap<>();

    /**
     * @param address the local address that was asked for, empty for all
     * @param lane where listeners of its tracks are called
     */
    EngineRemoteSource(io.cardea.media.forward.RemoteSource source, String address, Executor lane) {
        this.source = source;
        this.address = address;
        this.lane = lane;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public int port() {
        return source.port();
    }

    @Override
    public int rtcpPort() {
        return source.rtcpPort();
    }

    @Override
    public Track track(int mindex, RemoteFormat format) {
        return tracks.compute(
                        mindex,
                        (index, known) ->
                                known != null && known.format().equals(format)
                                        ? known
                                        : define(index, format))
                .track();
    }

    private Known define(int mindex, RemoteFormat format) {
        EngineTrack track =
                new EngineTrack(
                        source.track(mindex, trackFormat(format)),
                        format.kind(),
                        format.codec(),
                        format.simulcast(),
                        lane);
        return new Known(format, track);
    }

    static TrackFormat trackFormat(RemoteFormat format) {
        boolean video = format.kind().equals(MediaKind.VIDEO.word());
        if (!video && !format.kind().equals(MediaKind.AUDIO.word())) {
            throw new IllegalArgumentException("kind " + format.kind());
        }
        Map<RtpExtension, Integer> ids = new EnumMap<>(RtpExtension.class);
        format.extensions()
                .forEach((uri, id) -> {
                    if (id < 1 || id > MAX_EXTENSION_ID) return;
                    RtpExtension.of(uri).ifPresent(extension -> ids.put(extension, id));
                });
        return new TrackFormat(
                video ? MediaKind.VIDEO : MediaKind.AUDIO,
                codec(format, video),
                format.simulcast() && video ? SIMULCAST_LAYERS : 1,
                new ExtensionIds(ids),
                -1);
    }

    /** What a stream of that codec looks like on the graph, whatever its sender's numbers are. */
    private static Codec codec(RemoteFormat format, boolean video) {
        String name = format.codec();
        if (video) return new Codec(name, 96, 90_000, 1, format.fmtp());
        return switch (name) {
            // RFC 3551, 4.5.2: G.722's clock is 8000 though it samples at 16000.
            case "pcmu" -> new Codec(name, 0, 8_000, 1, format.fmtp());
            case "pcma" -> new Codec(name, 8, 8_000, 1, format.fmtp());
            case "g722" -> new Codec(name, 9, 8_000, 1, format.fmtp());
            case "l16", "isac16" -> new Codec(name, 111, 16_000, 1, format.fmtp());
            case "isac32" -> new Codec(name, 111, 32_000, 1, format.fmtp());
            case "multiopus" -> new Codec(name, 111, 48_000, 6, format.fmtp());
            default -> new Codec(name, 111, 48_000, 2, format.fmtp());
        };
    }

    @Override
    public DataSource data(int mindex) {
        return data.computeIfAbsent(
                mindex,
                index -> {
                    DataFanOut made = new DataFanOut();
                    source.data(index, made::deliver);
                    return made;
                });
    }

    @Override
    public void close() {
        source.close();
    }
}
