package io.cardea.testkit;

import io.cardea.media.FanOut;
import io.cardea.media.MediaLoop;
import io.cardea.media.Track;
import io.cardea.media.TrackFormat;
import io.cardea.media.TrackHandle;
import io.cardea.media.TrackSink;
import io.cardea.media.allocate.LayerMeter;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Made-up layered video of 30 pictures a second, as an encoder would send it: VP8 simulcast or VP9
 * SVC, three temporal layers, keyframes when asked for. Every frame says what it needs ({@link
 * MadeFrame}).
 *
 * <p>Of four pictures the first is of temporal layer 0, the third of 1, the others of 2; they take
 * 40, 20 and 40 % of the bits. Sizes vary by a fifth. A keyframe is five times a usual picture.
 */
public final class LayeredVideo implements Track {
    /** What the layers are made with. */
    public enum Coding {
        VP8_SIMULCAST,
        VP9_SVC
    }

    static final int PAYLOAD_TYPE = 96;
    static final Duration INTERVAL = Duration.ofNanos(33_333_333);

    /** From a request to the keyframe: the way, and the encoder. */
    static final Duration REACTION = Duration.ofMillis(50);

    private static final int[] TEMPORAL = {0, 2, 1, 2};

    // What a picture of a temporal layer is to the average one: 40 % of the bits in a quarter of
    // the pictures, 20 % in a quarter, 40 % in half of them.
    private static final double[] WEIGHT = {1.6, 0.8, 0.8};
    private static final double USUAL_KEYFRAME_WEIGHT = 5;
    private static final int PACKET_BYTES = 1_150;
    private static final int NOTHING = -1;

    private final Simulation simulation;
    private final MediaLoop loop;
    private final Coding coding;
    private final List<Long> rates;
    private final SplittableRandom random;
    private final TrackFormat format;
    private final FanOut sinks;
    private final LayerMeter meter = new LayerMeter();
    private final RtpPacket view = new RtpPacket();
    private final int[] sequence;
    private final int[] lowest; // by layer, the last picture of temporal layer 0
    private final int[] middle; // the last of temporal layer 1
    private final int[] tl0;
    private final boolean[] keyframeDue;
    private final boolean[] keyframeAsked;
    private final boolean[] silent;
    private final int ssrc;
    private int picture;
    private int keyframes;
    private boolean running = true;
    private double keyframeWeight = USUAL_KEYFRAME_WEIGHT;

    /**
     * @param rates of the layers in bit/s, lowest first; with SVC each one's own
     */
    public LayeredVideo(
            Simulation simulation,
            MediaLoop loop,
            Coding coding,
            List<Long> rates,
            SplittableRandom random) {
        this.simulation = simulation;
        this.loop = loop;
        this.coding = coding;
        this.rates = List.copyOf(rates);
        this.random = random;
        this.sinks = new FanOut(loop);
        int layers = rates.size();
        boolean simulcast = coding == Coding.VP8_SIMULCAST;
        format =
                new TrackFormat(
                        MediaKind.VIDEO,
                        new Codec(simulcast ? "vp8" : "vp9", PAYLOAD_TYPE, 90_000, 1, ""),
                        simulcast ? layers : 1,
                        ExtensionIds.NONE,
                        -1);
        ssrc = random.nextInt() & 0x7FFF_FFF0;
        sequence = new int[layers];
        Arrays.setAll(sequence, i -> random.nextInt(0x1_0000));
        lowest = new int[layers];
        middle = new int[layers];
        tl0 = new int[layers];
        keyframeDue = new boolean[layers];
        Arrays.fill(keyframeDue, true);
        keyframeAsked = new boolean[layers];
        silent = new boolean[layers];
        tick();
    }

    public TrackHandle handle() {
        return new TrackHandle(loop, this);
    }

    /** Keyframes made since the start, of all layers. */
    public int keyframes() {
        return keyframes;
    }

    /** Stops sending a layer, or goes on with a keyframe. */
    public void silence(int layer, boolean on) {
        silent[layer] = on;
        keyframeDue[layer] = true;
    }

    /** Makes keyframes so many times as large as the average picture. */
    public void keyframeWeight(double weight) {
        keyframeWeight = weight;
    }

    public void stop() {
        running = false;
    }

    private void tick() {
        simulation.after(
                INTERVAL,
                () -> {
                    if (!running) return;
                    loop.post(this::sendPicture);
                    tick();
                });
    }

    // ---- Pictures ----

    private void sendPicture() {
        boolean svcKey = coding == Coding.VP9_SVC && keyframeDue[0];
        for (int layer = 0; layer < rates.size(); layer++) {
            if (silent[layer]) continue;
            boolean keyframe = coding == Coding.VP9_SVC ? svcKey : keyframeDue[layer];
            if (keyframe) keyframes++;
            keyframeDue[layer] = false;
            sendFrame(layer, keyframe);
        }
        picture++;
    }

    private void sendFrame(int layer, boolean keyframe) {
        int temporal = keyframe ? 0 : TEMPORAL[picture & 3];
        int needs = keyframe ? NOTHING : reference(layer);
        if (temporal == 0) {
            lowest[layer] = picture;
            tl0[layer]++;
        }
        if (temporal == 1) middle[layer] = picture;
        if (keyframe) middle[layer] = picture;
        double average = rates.get(layer) / 8.0 / 30;
        double size = average * (keyframe ? keyframeWeight : WEIGHT[temporal]);
        int bytes = (int) (size * (0.8 + 0.4 * random.nextDouble()));
        int packets = Math.max(1, (bytes + PACKET_BYTES - 1) / PACKET_BYTES);
        boolean needsBelow = coding == Coding.VP9_SVC && layer > 0;
        for (int i = 0; i < packets; i++) {
            MadeFrame frame =
                    new MadeFrame(layer, temporal, picture, i, packets, needs, needsBelow);
            send(frame, Math.max(MadeFrame.END, bytes / packets), keyframe);
        }
    }

    /** The picture that this one is predicted from. */
    private int reference(int layer) {
        return switch (picture & 3) {
            case 0, 1 -> lowest[layer];
            case 2 -> isSync() ? lowest[layer] : middle[layer];
            default -> Math.max(middle[layer], lowest[layer]);
        };
    }

    /** VP8: every other picture of temporal layer 1 depends on the one before it. */
    private boolean isSync() {
        return switch (picture & 3) {
            case 1 -> true;
            case 2 -> coding == Coding.VP9_SVC || (picture & 4) != 0;
            default -> false;
        };
    }

    private void send(MadeFrame frame, int payload, boolean keyframe) {
        Packet packet = loop.pool().take();
        boolean top = coding == Coding.VP8_SIMULCAST || frame.layer() == rates.size() - 1;
        boolean last = frame.packet() == frame.packets() - 1;
        int stream = coding == Coding.VP8_SIMULCAST ? frame.layer() : 0;
        packet.append8(0x80);
        packet.append8(PAYLOAD_TYPE | (top && last ? 0x80 : 0));
        packet.append16(sequence[stream]++ & 0xFFFF);
        packet.append32(frame.picture() * 3_000);
        packet.append32(ssrc + stream);
        int begin = packet.length();
        if (coding == Coding.VP8_SIMULCAST) {
            vp8(packet, frame, keyframe);
        } else {
            vp9(packet, frame, keyframe, last);
        }
        while (packet.length() < begin + MadeFrame.OFFSET) packet.append8(0);
        frame.append(packet);
        while (packet.length() < begin + payload) packet.append8(0x2E);
        RtpParser.parse(packet, ExtensionIds.NONE, view);
        view.layer = stream;
        view.arrivalNanos = loop.now();
        boolean simulcast = coding == Coding.VP8_SIMULCAST;
        meter.count(view, simulcast ? CodecId.VP8 : CodecId.VP9, simulcast, loop.now());
        sinks.deliver(view);
        view.packet(null);
        packet.release();
    }

    /** RFC 7741, 4.2 and 4.3. */
    private void vp8(Packet to, MadeFrame frame, boolean keyframe) {
        boolean first = frame.packet() == 0;
        to.append8(0x80 | (first ? 0x10 : 0));
        to.append8(0xE0);
        to.append16(0x8000 | (frame.picture() + 77 * frame.layer() & 0x7FFF));
        to.append8(tl0[frame.layer()] & 0xFF);
        to.append8(frame.temporal() << 6 | (isSync() && !keyframe ? 0x20 : 0));
        if (!first) return;
        to.append8(keyframe ? 0x10 : 0x11);
        to.append16(0x0200);
        if (!keyframe) return;
        to.append8(0x9D);
        to.append16(0x012A);
    }

    /** RFC 9628, 4.2, flexible mode. */
    private static void vp9(Packet to, MadeFrame frame, boolean keyframe, boolean last) {
        boolean predicted = !keyframe;
        boolean first = frame.packet() == 0;
        int flags = 0x80 | 0x20 | 0x10;
        to.append8(flags | (predicted ? 0x40 : 0) | (first ? 0x08 : 0) | (last ? 0x04 : 0));
        to.append16(0x8000 | (frame.picture() & 0x7FFF));
        boolean up = (frame.picture() & 3) != 3;
        int below = frame.needsBelow() ? 1 : 0;
        to.append8(frame.temporal() << 5 | (up ? 0x10 : 0) | frame.layer() << 1 | below);
        if (predicted) to.append8((frame.picture() - frame.needs()) << 1);
    }

    // ---- Track ----

    @Override
    public TrackFormat format() {
        return format;
    }

    @Override
    public void connect(TrackSink sink) {
        sinks.connect(sink);
    }

    @Override
    public void disconnect(TrackSink sink) {
        sinks.disconnect(sink);
    }

    @Override
    public void hold(boolean on) {}

    @Override
    public Optional<LayerMeter> meter() {
        return Optional.of(meter);
    }

    @Override
    public void requestKeyframe() {
        for (int layer = 0; layer < rates.size(); layer++) {
            requestKeyframe(layer);
        }
    }

    @Override
    public void requestKeyframe(int layer) {
        if (layer < 0) {
            requestKeyframe();
            return;
        }
        if (keyframeAsked[layer]) return;
        keyframeAsked[layer] = true;
        simulation.after(
                REACTION,
                () -> {
                    keyframeAsked[layer] = false;
                    keyframeDue[layer] = true;
                });
    }
}
