package io.cardea.plugin.echotest;

import io.cardea.spi.Json;
import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.MediaLine;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.PluginContext;
import io.cardea.spi.Recorder;
import io.cardea.spi.RecorderOptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files a session records into: at most one each for audio, video and data.
 *
 * <p>Made and closed on the lane; immutable in between.
 */
final class EchoRecording implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EchoRecording.class.getName());

    /** Nothing is recorded. */
    static final EchoRecording NONE = new EchoRecording(Map.of(), Map.of());

    private final Map<String, Recorder> recorders;
    private final Map<String, Link> links;

    private EchoRecording(Map<String, Recorder> recorders, Map<String, Link> links) {
        this.recorders = recorders;
        this.links = links;
    }

    /** Begins to record what is negotiated; {@code name} without kind and extension. */
    static EchoRecording begin(
            String name,
            PeerConnection peer,
            PluginContext context,
            EchoState state,
            boolean encrypted,
            boolean svc) {
        Map<String, Recorder> recorders = new LinkedHashMap<>();
        Map<String, Link> links = new LinkedHashMap<>();
        for (MediaLine line : peer.lines()) {
            String kind = line.kind();
            boolean data = kind.equals("data");
            if (!line.enabled() || recorders.containsKey(kind)) continue;
            if (!data && line.track().isEmpty()) continue;
            try {
                Recorder recorder = context.recorder(options(name, line, encrypted));
                recorders.put(kind, recorder);
                line.track()
                        .ifPresent(track ->
                                links.put(
                                        kind,
                                        Echo.link(
                                                track,
                                                recorder,
                                                state,
                                                svc && kind.equals("video"),
                                                LinkListener.NONE)));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, () -> "recording failed kind=" + kind, e);
            }
        }
        if (recorders.containsKey("video")) peer.requestKeyframes();
        return new EchoRecording(recorders, links);
    }

    private static RecorderOptions options(String name, MediaLine line, boolean encrypted) {
        boolean data = line.kind().equals("data");
        return new RecorderOptions(
                "",
                name + "-" + line.kind(),
                data ? "text" : line.codec(),
                line.fmtp(),
                "",
                line.extensions(),
                line.redPayloadType(),
                encrypted);
    }

    boolean isEmpty() {
        return recorders.isEmpty();
    }

    void mute(EchoState state) {
        links.forEach(
                (kind, link) -> link.active(kind.equals("audio") ? state.audio() : state.video()));
    }

    void data(byte[] message) {
        Optional.ofNullable(recorders.get("data")).ifPresent(r -> r.writeData(message));
    }

    /** The files by kind. */
    Json describe() {
        Json files = Json.object();
        recorders.forEach((kind, recorder) -> files.put(kind, recorder.path()));
        return files;
    }

    @Override
    public void close() {
        links.values().forEach(Link::close);
        recorders.values().forEach(Recorder::close);
    }
}
