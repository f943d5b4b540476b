package io.cardea.plugin.echotest;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.Link;
import io.cardea.spi.MediaLine;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One handle's echo. On the handle's lane, but {@link #describe}. */
final class EchoTestSession implements PluginSession {
    private static final String HINT = "I'm taking my time!";
    private static final String GREETING = "Janus EchoTest here! You wrote: ";
    private static final int INVALID_ELEMENT = 413;
    private static final int INVALID_SDP = 414;

    /** The REMB that stands for no limit. */
    private static final long UNLIMITED_BPS = 10_000_000;

    private final Handle handle;
    private final PeerConnection peer;
    private final PluginContext context;
    private final boolean reports;
    private final Runnable left;
    private final Echo echo;

    // Written on the lane, each replaced whole; read from anywhere.
    private volatile EchoState state = EchoState.INITIAL;
    private volatile EchoRecording recording = EchoRecording.NONE;
    private volatile boolean encrypted;
    private volatile boolean simulcast;
    private volatile boolean svc;
    private final AtomicInteger slowLinks = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param left called once, at the end
     */
    EchoTestSession(Handle handle, PluginContext context, boolean reports, Runnable left) {
        this.left = left;
        this.handle = handle;
        this.peer = handle.peerConnection();
        this.context = context;
        this.reports = reports;
        this.echo = new Echo(peer, this::push);
    }

    @Override
    public Reply handle(Request request) {
        return new Reply.Later(HINT, () -> serve(request));
    }

    private Event serve(Request request) {
        Optional<String> flaw = EchoRequest.flaw(request.body(), request.jsep().isPresent());
        if (flaw.isPresent()) return error(INVALID_ELEMENT, flaw.get());
        EchoRequest wish = new EchoRequest(request.body());
        apply(wish);
        Json ok = Json.object().put("echotest", "event").put("result", "ok");
        if (request.jsep().isEmpty()) return Event.of(ok).then(() -> finish(wish));
        try {
            Jsep answer = answer(request.jsep().get());
            return Event.of(ok, answer).then(() -> finish(wish));
        } catch (NegotiationException e) {
            return error(INVALID_SDP, "Error parsing offer: " + e.getMessage());
        }
    }

    private static Event error(int code, String text) {
        return Event.of(
                Json.object().put("echotest", "event").put("error_code", code).put("error", text));
    }

    private void apply(EchoRequest wish) {
        EchoState before = state;
        EchoState now = before.after(wish);
        state = now;
        echo.mute(before, now);
        recording.mute(now);
        if (wish.number("bitrate").isPresent()) limitBitrate();
        echo.aim(wish, now);
        echo.delay(now.delay());
    }

    private void limitBitrate() {
        long bitrate = state.bitrate();
        peer.limitBitrate(bitrate == 0 ? UNLIMITED_BPS : bitrate);
    }

    private Jsep answer(Jsep offer) {
        encrypted |= offer.endToEndEncrypted();
        simulcast |= !offer.simulcast().elements().isEmpty();
        svc |= !offer.svc().elements().isEmpty();
        Jsep answer = peer.answer(offer, new EchoAnswer(state).options());
        echo.connect(state, simulcast, svc && !simulcast);
        return answer;
    }

    /** What comes after the answer is on its way. */
    private void finish(EchoRequest wish) {
        if (wish.flag("record").isPresent()) record(wish);
        if (reports && context.eventsEnabled()) handle.notifyEvent(report());
    }

    private void record(EchoRequest wish) {
        recording.close();
        recording = EchoRecording.NONE;
        if (!wish.flag("record").orElse(false)) return;
        String name = wish.text("filename").orElseGet(this::madeUpName);
        recording = EchoRecording.begin(name, peer, context, state, encrypted, svc && !simulcast);
    }

    private String madeUpName() {
        long micros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        return "echotest-" + Long.toHexString(handle.id()) + "-" + micros;
    }

    private Json report() {
        EchoState now = state;
        Json report =
                Json.object()
                        .put("audio_active", now.audio())
                        .put("video_active", now.video())
                        .put("bitrate", now.bitrate());
        Link.Layers layers = echo.video().layers();
        if (simulcast) {
            report.put(
                    "simulcast",
                    Json.object()
                            .put("substream", layers.substream())
                            .put("temporal-layer", layers.temporal()));
        }
        if (!recording.isEmpty()) report.put("recording", recording.describe());
        return report;
    }

    private void push(Json data) {
        handle.push(Event.of(data));
    }

    @Override
    public void onPeerBitrate(long bitsPerSecond) {
        limitBitrate();
    }

    @Override
    public void onSlowLink(String mid, String kind, boolean uplink, int lost) {
        slowLinks.incrementAndGet();
        if (uplink) return;
        Json event = Json.object().put("echotest", "event").put("event", "slow_link");
        event.put("media", kind);
        if (kind.equals("video")) event.put("current-bitrate", state.bitrate());
        push(event);
    }

    @Override
    public void onData(String label, String protocol, boolean binary, byte[] message) {
        recording.data(message);
        if (binary) {
            peer.sendData(label, protocol, true, message);
            return;
        }
        String text = GREETING + new String(message, StandardCharsets.UTF_8);
        peer.sendData(label, protocol, false, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void onMediaDown(String reason) {
        push(Json.object().put("echotest", "event").put("result", "done"));
        reset();
    }

    /** compat: the SVC flag survives a hangup. */
    private void reset() {
        recording.close();
        recording = EchoRecording.NONE;
        echo.clear();
        state = EchoState.INITIAL;
        encrypted = false;
        simulcast = false;
    }

    @Override
    public Json describe() {
        EchoState now = state;
        Json text = Json.object().put("audio_active", now.audio()).put("video_active", now.video());
        List<MediaLine> lines = peer.lines();
        codec(lines, "audio").ifPresent(line -> audio(text, line));
        codec(lines, "video").ifPresent(line -> text.put("video_codec", line.codec()));
        text.put("bitrate", now.bitrate()).put("peer-bitrate", peer.peerBitrate());
        layers(text, now.targets());
        if (!recording.isEmpty()) text.put("recording", recording.describe());
        if (encrypted) text.put("e2ee", true);
        return text.put("slowlink_count", slowLinks.get())
                .put("hangingup", 0)
                .put("destroyed", closed ? 1 : 0);
    }

    private static Optional<MediaLine> codec(List<MediaLine> lines, String kind) {
        return lines.stream()
                .filter(line -> line.kind().equals(kind) && line.enabled())
                .findFirst();
    }

    private static void audio(Json text, MediaLine line) {
        text.put("audio_codec", line.codec());
        if (line.redPayloadType() >= 0) text.put("audio_red", true);
    }

    private void layers(Json text, EchoState.Targets targets) {
        Link.Layers now = echo.video().layers();
        if (simulcast) {
            text.put("simulcast", true)
                    .put("substream", now.substream())
                    .put("substream-target", targets.substream())
                    .put("temporal-layer", now.temporal())
                    .put("temporal-layer-target", targets.temporal());
            if (targets.fallbackMicros() > 0) text.put("fallback", targets.fallbackMicros());
        } else if (svc) {
            text.put("svc", true)
                    .put("spatial-layer", now.spatialLayer())
                    .put("spatial-layer-target", targets.spatialLayer())
                    .put("temporal-layer", now.temporalLayer())
                    .put("temporal-layer-target", targets.temporalLayer());
        }
    }

    @Override
    public void close() {
        if (!closed) left.run();
        closed = true;
        reset();
    }
}
