package io.cardea.testkit;

import io.cardea.media.LinkControl;
import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.PeerHandle;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.rtp.RtpPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * A viewer of {@link LayeredVideo} as the server sends it: one {@link PictureWatch} for each
 * m-line, and requests for keyframes when nothing can be decoded, as browsers make them.
 */
public final class SimulatedViewer {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Without a picture for so long, a keyframe is asked for, and again. */
    private static final long PATIENCE_NANOS = 300_000_000L;

    /**
     * What was so at a moment.
     *
     * @param seconds since the viewer came
     * @param estimateBps the server's, 0 while there is none
     * @param receivedBps media that arrived, in the tenth of a second before
     * @param layers shown last, by m-line; -1 before the first picture
     */
    public record Sample(double seconds, long estimateBps, long receivedBps, List<Integer> layers) {
        public Sample {
            layers = List.copyOf(layers);
        }
    }

    private final Simulation simulation;
    private final SimulatedPeer client;
    private final PeerHandle handle;
    private final List<PictureWatch> pictures = new ArrayList<>();
    private final List<LinkControl> links = new ArrayList<>();
    private final long[] askedNanos;
    private final List<Sample> samples = new ArrayList<>();
    private final long beganNanos;
    private long sampledBytes;
    private int keyframesAsked;
    private long estimate;

    SimulatedViewer(
            Simulation simulation,
            SimulatedPeer client,
            PeerHandle handle,
            int lines,
            boolean svc) {
        this.simulation = simulation;
        this.client = client;
        this.handle = handle;
        this.beganNanos = simulation.network().nowNanos();
        askedNanos = new long[lines];
        for (int i = 0; i < lines; i++) {
            pictures.add(new PictureWatch(svc));
        }
        client.listen(this::onRtp);
        look();
    }

    private void onRtp(RtpPacket lent) {
        pictures.get(lent.mediaIndex).onRtp(lent, simulation.network().nowNanos());
    }

    private void look() {
        simulation.after(
                LOOK,
                () -> {
                    askForKeyframes();
                    CompletableFuture<Long> asked = handle.query(Peer::bandwidthEstimate);
                    asked.thenAccept(bps -> estimate = bps);
                    sample();
                    look();
                });
    }

    private void sample() {
        double seconds = (simulation.network().nowNanos() - beganNanos) / 1e9;
        long now = bytes();
        long received = (now - sampledBytes) * 8 * 1_000 / LOOK.toMillis();
        sampledBytes = now;
        List<Integer> layers = pictures.stream().map(PictureWatch::layer).toList();
        samples.add(new Sample(seconds, estimate, received, layers));
    }

    /** One for each tenth of a second. */
    public List<Sample> samples() {
        return samples;
    }

    /** The samples of every second, for people. */
    public String history() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < samples.size(); i += 5) {
            Sample s = samples.get(i);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f: %d got %d %s | ",
                            s.seconds(),
                            s.estimateBps() / 1_000,
                            s.receivedBps() / 1_000,
                            s.layers()));
        }
        return text.append('\n').toString();
    }

    private void askForKeyframes() {
        long now = simulation.network().nowNanos();
        for (int i = 0; i < pictures.size(); i++) {
            PictureWatch watch = pictures.get(i);
            if (!watch.hasBegun() || watch.undecodable() == 0) continue;
            long since = Math.max(watch.lastShownNanos(), askedNanos[i]);
            if (now - since < PATIENCE_NANOS) continue;
            askedNanos[i] = now;
            keyframesAsked++;
            client.peer().requestKeyframe(i, -1, now);
            client.drain();
        }
    }

    public boolean isConnected() {
        return client.events().stream().anyMatch(PeerEvent.Connected.class::isInstance);
    }

    /** Has the server send a video on an m-line. */
    public LinkControl watch(int mediaIndex, LayeredVideo video, LinkTargets targets) {
        LinkControl link =
                video.handle().connect(handle.line(mediaIndex), targets, LinkEvents.NONE);
        links.add(link);
        video.handle().requestKeyframe();
        return link;
    }

    public PeerHandle handle() {
        return handle;
    }

    public SimulatedPeer client() {
        return client;
    }

    /** What could be decoded on an m-line. */
    public PictureWatch pictures(int mediaIndex) {
        return pictures.get(mediaIndex);
    }

    public List<LinkControl> links() {
        return links;
    }

    /** The server's estimate, as of a tenth of a second ago; 0 while there is none. */
    public long estimate() {
        return estimate;
    }

    /** Media received on all m-lines, in bytes. */
    public long bytes() {
        return pictures.stream().mapToLong(PictureWatch::bytes).sum();
    }

    /** Keyframes asked for since nothing could be decoded. */
    public int keyframesAsked() {
        return keyframesAsked;
    }
}
