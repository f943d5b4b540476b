package io.cardea.benchmarks;

import io.cardea.media.layers.SimulcastSelector;
import io.cardea.media.layers.SwitchingContext;
import io.cardea.media.layers.Verdict;
import io.cardea.media.layers.Vp8Continuity;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a viewer of VP8 simulcast decides about one arriving packet: three layers in turn, the best
 * of which is forwarded with its numbers made continuous.
 */
public class SelectorBenchmark extends Timed {
    private static final int LAYERS = 3;
    private static final int ROUNDS = 100;

    private final SimulcastSelector selector = new SimulcastSelector(CodecId.VP8);
    private final SwitchingContext context = new SwitchingContext();
    private final Vp8Continuity vp8 = new Vp8Continuity();
    private final RtpRewrite rewrite = new RtpRewrite();
    private final RtpPacket[] layers = new RtpPacket[LAYERS];
    private long now;

    @Setup
    public void setUp() {
        for (int layer = 0; layer < LAYERS; layer++) {
            layers[layer] = view(layer, true);
            arrive(layers[layer]);
            layers[layer] = view(layer, false);
        }
        if (selector.layer() != LAYERS - 1) throw new AssertionError("at " + selector.layer());
    }

    private static RtpPacket view(int layer, boolean keyframe) {
        Packet packet = new Packet();
        Samples.video(packet, layer, keyframe ? 1 : 2, keyframe);
        RtpPacket view = new RtpPacket();
        RtpParser.parse(packet, Samples.IDS, view);
        view.layer = layer;
        return view;
    }

    @Benchmark
    @OperationsPerInvocation(LAYERS * ROUNDS)
    public int select() {
        for (int i = 0; i < ROUNDS; i++) {
            for (RtpPacket view : layers) {
                view.sequenceNumber = view.sequenceNumber + 1 & 0xFFFF;
                view.timestamp += 3_000;
                arrive(view);
            }
        }
        return rewrite.pictureId;
    }

    private void arrive(RtpPacket view) {
        now += 1_000_000;
        if (selector.select(view, rewrite, now) != Verdict.FORWARD) return;
        context.rewrite(view, 90_000, now, rewrite);
        vp8.rewrite(view, rewrite);
    }
}
