package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.Room.Guest;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a viewer is sent when its bandwidth is told by a script. */
class PeerBandwidthTest {
    private static final int TICK_MILLIS = 20;

    private final Room room = new Room(0);
    private final List<String> told = new ArrayList<>();

    /** Layers of 100, 400 and 1200 kbit/s, without a meter of its own. */
    private static final class Layered implements Track {
        private static final int[] BYTES = {250, 1_000, 3_000};
        final FanOut sinks;
        final MediaLoop loop;
        final int layers;
        final List<Integer> asked = new ArrayList<>();
        final RtpPacket view = new RtpPacket();
        int sequence;
        boolean keyframes = true;

        Layered(MediaLoop loop, int layers) {
            this.loop = loop;
            this.layers = layers;
            sinks = new FanOut(loop);
        }

        void send(boolean keyframe) {
            sequence++;
            for (int layer = 0; layer < layers; layer++) {
                Packet packet = loop.pool().take();
                packet.append(Room.rtp(70 + layer, sequence, sequence * 1_800, layer), 0, 12);
                packet.append8(keyframe ? 0x67 : 0x41);
                int bytes = layers == 1 ? BYTES[2] : BYTES[layer];
                // A packet does not hold more; what is measured is what counts.
                while (packet.length() < Math.min(1_400, bytes) - 44) packet.append8(layer);
                view.packet(packet);
                view.layer = layer;
                view.ssrc = 70 + layer;
                view.sequenceNumber = sequence & 0xFFFF;
                view.timestamp = sequence * 1_800;
                view.payloadType = 96;
                view.payloadOffset = 12;
                view.payloadLength = packet.length() - 12;
                sinks.deliver(view);
                packet.release();
            }
        }

        @Override
        public TrackFormat format() {
            return Room.video(layers);
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
        public void requestKeyframe() {
            requestKeyframe(-1);
        }

        @Override
        public void requestKeyframe(int layer) {
            asked.add(layer);
        }
    }

    private Guest viewer() {
        Guest viewer = new Guest(9);
        viewer.seat =
                new PeerSeat(
                        room.loop,
                        new PeerListener() {
                            @Override
                            public void onEvent(io.cardea.rtc.peer.PeerEvent event) {}

                            @Override
                            public void onBandwidth(long bitsPerSecond) {
                                told.add(
                                        bitsPerSecond / 1_000
                                                + "@"
                                                + (room.now / 1_000_000 - 1_000));
                            }
                        },
                        () -> {});
        viewer.handle = new PeerHandle(viewer.seat);
        room.loop.post(() ->
                room.loop.admit(
                        viewer.seat,
                        context -> {
                            viewer.peer = new FakePeer(context, "view");
                            return viewer.peer;
                        },
                        (l, s) -> l.sharedBases()));
        room.turn();
        return viewer;
    }

    private void estimate(Guest viewer, long kbps) {
        viewer.peer.estimate = kbps * 1_000;
        viewer.peer.outputs.add(sink -> sink.onBandwidthEstimate(kbps * 1_000));
        viewer.peer.context.wake();
        room.turn();
    }

    /** Lets packets flow for that long; a keyframe of all layers when one has been asked for. */
    private void flow(long millis, Layered... tracks) {
        for (int i = 0; i < millis / TICK_MILLIS; i++) {
            room.now += TICK_MILLIS * 1_000_000L;
            for (Layered track : tracks) {
                room.loop.post(() -> {
                    boolean keyframe = track.keyframes && !track.asked.isEmpty();
                    if (keyframe) track.asked.clear();
                    track.send(keyframe);
                });
            }
            room.turn();
        }
    }

    private LinkControl link(Guest viewer, int line, Layered track) {
        LinkEvents events =
                new LinkEvents() {
                    @Override
                    public void onPaused(boolean paused) {
                        told.add(line + (paused ? " paused" : " goes on"));
                    }
                };
        LinkControl link =
                new TrackHandle(room.loop, track)
                        .connect(viewer.handle.line(line), LinkTargets.best(), events);
        track.asked.add(-1);
        return link;
    }

    @Test
    void withoutEstimationNothingIsLimited() {
        Guest viewer = viewer();
        Layered track = new Layered(room.loop, 3);
        LinkControl link = link(viewer, 0, track);
        estimate(viewer, 50);
        flow(2_000, track);

        assertFalse(viewer.peer.estimating);
        assertEquals(2, link.layers().substream());
        assertEquals(0, viewer.peer.desired);
        assertEquals(List.of(), told);
    }

    @Test
    void anEstimateLimitsTheLayer() {
        Guest viewer = viewer();
        Layered track = new Layered(room.loop, 3);
        viewer.handle.estimateBandwidth(true);
        LinkControl link = link(viewer, 0, track);
        room.turn();
        estimate(viewer, 200);
        flow(3_000, track);
        assertTrue(viewer.peer.estimating);
        assertEquals(0, link.layers().substream());

        estimate(viewer, 5_000);
        flow(2_000, track);
        assertEquals(2, link.layers().substream());

        estimate(viewer, 450);
        flow(200, track);
        assertEquals(1, link.layers().substream());
    }

    @Test
    void theViewerSeesNoGapWhateverIsChanged() {
        Guest viewer = viewer();
        Layered track = new Layered(room.loop, 3);
        viewer.handle.estimateBandwidth(true);
        link(viewer, 0, track);
        room.turn();
        for (long kbps : new long[] {200, 3_000, 450, 150, 900, 5_000, 120}) {
            estimate(viewer, kbps);
            flow(2_000, track);
        }

        int next = 1;
        for (FakePeer.Sent sent : viewer.peer.sent) {
            assertEquals(next++, sent.sequenceNumber());
        }
        assertTrue(next > 500);
    }

    @Test
    void onlyTheLayerOfTheSwitchIsAskedForAKeyframe() {
        Guest viewer = viewer();
        Layered track = new Layered(room.loop, 3);
        viewer.handle.estimateBandwidth(true);
        link(viewer, 0, track);
        room.turn();
        estimate(viewer, 200);
        flow(2_000, track);
        track.keyframes = false;
        track.asked.clear();

        estimate(viewer, 600);
        flow(1_200, track);

        assertFalse(track.asked.isEmpty());
        assertTrue(track.asked.stream().allMatch(layer -> layer == 1), track.asked.toString());
        assertTrue(track.asked.size() <= 3, track.asked.toString());
    }

    @Test
    void probingMayGoAsHighAsWhatIsAskedFor() {
        Guest viewer = viewer();
        Layered track = new Layered(room.loop, 3);
        viewer.handle.estimateBandwidth(true);
        LinkControl link = link(viewer, 0, track);
        room.turn();
        estimate(viewer, 200);
        flow(2_000, track);
        long all = viewer.peer.desired;

        link.simulcastTarget(0, 2);
        flow(200, track);

        assertTrue(all > 560_000 && all < 1_000_000, all + " bit/s"); // a packet is not 3000 bytes
        assertTrue(viewer.peer.desired < 150_000, viewer.peer.desired + " bit/s");
    }

    @Test
    void whatDoesNotFitIsPausedAndGoesOnWithAKeyframe() {
        Guest viewer = viewer();
        Layered first = new Layered(room.loop, 3);
        Layered second = new Layered(room.loop, 1);
        viewer.handle.estimateBandwidth(true);
        link(viewer, 0, first);
        link(viewer, 1, second);
        room.turn();
        estimate(viewer, 3_000);
        flow(2_000, first, second);
        told.clear();

        estimate(viewer, 300);
        flow(700, first, second);
        int sent = count(viewer, 1);
        flow(1_000, first, second);
        assertTrue(told.contains("1 paused"), told.toString());
        assertEquals(sent, count(viewer, 1));
        second.keyframes = false;
        second.asked.clear();

        estimate(viewer, 3_000);
        flow(3_000, first, second);
        assertTrue(told.contains("1 goes on"), told.toString());
        assertEquals(sent, count(viewer, 1));
        assertTrue(second.asked.size() > 1, "asked " + second.asked);
        second.keyframes = true;
        flow(1_000, first, second);

        List<FakePeer.Sent> after =
                viewer.peer.sent.stream().filter(s -> s.mediaIndex() == 1).skip(sent).toList();
        assertEquals(0x67, after.getFirst().bytes()[12]);
        assertEquals(sent + 1, after.getFirst().sequenceNumber());
    }

    private static int count(Guest viewer, int line) {
        return (int) viewer.peer.sent.stream().filter(s -> s.mediaIndex() == line).count();
    }

    @Test
    void switchingItOffLiftsAllLimits() {
        Guest viewer = viewer();
        Layered track = new Layered(room.loop, 3);
        viewer.handle.estimateBandwidth(true);
        LinkControl link = link(viewer, 0, track);
        room.turn();
        estimate(viewer, 150);
        flow(2_000, track);
        assertEquals(0, link.layers().substream());

        viewer.handle.estimateBandwidth(false);
        track.asked.add(-1);
        flow(200, track);

        assertFalse(viewer.peer.estimating);
        assertEquals(2, link.layers().substream());
    }

    @Test
    void theControlPlaneIsToldOncePerSecond() {
        Guest viewer = viewer();
        viewer.handle.estimateBandwidth(true);
        room.turn();
        Layered silent = new Layered(room.loop, 1);
        for (int i = 0; i < 25; i++) {
            estimate(viewer, 300 + i);
            flow(100, silent);
        }
        flow(2_000, silent);

        // The last change is told by the timer, since nothing comes any more.
        assertEquals(List.of("300@0", "310@1000", "320@2000", "324@3180"), told);
    }

    @Test
    void anEndedPeerKeepsNoTimer() {
        Guest viewer = viewer();
        viewer.handle.estimateBandwidth(true);
        room.turn();

        viewer.handle.close("bye");
        room.turnAll();

        assertEquals(Long.MAX_VALUE, room.loop.nextDeadlineNanos());
    }
}
