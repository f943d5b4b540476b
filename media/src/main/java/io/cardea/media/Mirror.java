package io.cardea.media;

import io.cardea.media.allocate.LayerMeter;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A track of another loop, on this one: one copy of every packet crosses, whatever the number of
 * sinks here.
 *
 * <p>A ring with one writer (the home loop) and one reader (this loop) carries the bytes; a full
 * ring drops and counts. The reader is woken through its mailbox, once for all that has gathered.
 * The methods of {@link Track} belong to this loop.
 */
final class Mirror implements Track {
    /** Packets in flight: half a second of a 10 Mbit/s stream. */
    static final int CAPACITY = 512;

    private static final int MAX_LAYERS = 16;
    private static final int ALL_LAYERS = 1 << MAX_LAYERS;

    private final MediaLoop home;
    private final Track source;
    private final MediaLoop here;
    private final FanOut sinks;
    private final Run run = new Run();
    private final Tap tap = new Tap();
    private final AtomicBoolean deliveryPosted = new AtomicBoolean();
    private final AtomicInteger keyframesPosted = new AtomicInteger(); // a bit for each layer
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Slot[] slots = new Slot[CAPACITY];
    private boolean dead;

    Mirror(MediaLoop home, Track source, MediaLoop here) {
        this.home = home;
        this.source = source;
        this.here = here;
        this.sinks = new FanOut(here);
    }

    @Override
    public TrackFormat format() {
        return source.format();
    }

    @Override
    public void connect(TrackSink sink) {
        boolean first = sinks.isEmpty();
        sinks.connect(sink);
        if (first && !dead) home.post(() -> source.connect(tap));
    }

    @Override
    public void disconnect(TrackSink sink) {
        sinks.disconnect(sink);
        if (sinks.isEmpty()) drop();
    }

    /** Lets go of the source. */
    void drop() {
        if (dead) return;
        dead = true;
        here.forget(source, this);
        home.post(() -> source.disconnect(tap));
    }

    @Override
    public void hold(boolean on) {
        home.post(() -> source.hold(on));
    }

    @Override
    public void requestKeyframe() {
        requestKeyframe(-1);
    }

    @Override
    public void requestKeyframe(int layer) {
        int bit = layer < 0 || layer >= MAX_LAYERS ? ALL_LAYERS : 1 << layer;
        int before = keyframesPosted.getAndUpdate(posted -> posted | bit);
        if (before == 0) home.post(this::passRequests);
    }

    private void passRequests() {
        int posted = keyframesPosted.getAndSet(0);
        if ((posted & ALL_LAYERS) != 0) {
            source.requestKeyframe();
            return;
        }
        for (int layer = 0; layer < MAX_LAYERS; layer++) {
            if ((posted >>> layer & 1) != 0) source.requestKeyframe(layer);
        }
    }

    @Override
    public Optional<LayerMeter> meter() {
        return source.meter();
    }

    private void deliver() {
        deliveryPosted.set(false);
        long end = written.get();
        for (long at = read.get(); at < end; at++) {
            Slot slot = slots[(int) (at % CAPACITY)];
            if (slot.resumed || run.isFull()) run.deliver(sinks);
            if (slot.resumed) sinks.resumed();
            Packet packet = here.pool().take();
            packet.append(slot.bytes, 0, slot.length);
            packet.arrivalNanos(slot.view.arrivalNanos);
            slot.view.packet(packet);
            run.add(slot.view);
            slot.view.packet(null);
            packet.release();
            read.set(at + 1);
        }
        run.deliver(sinks);
        here.countMirrorDrops(dropped.getAndSet(0));
    }

    private void end() {
        dead = true;
        here.forget(source, this);
        sinks.end();
    }

    private static final class Slot {
        final RtpPacket view = new RtpPacket();
        byte[] bytes = {};
        int length;
        boolean resumed;

        void fill(RtpPacket lent, boolean afterPause) {
            resumed = afterPause;
            length = lent.packet().length();
            if (bytes.length < length) bytes = new byte[Math.max(length, 1_280)];
            System.arraycopy(lent.packet().array(), 0, bytes, 0, length);
            Views.copy(lent, view);
        }
    }

    /** The writer's end; belongs to the home loop. */
    private final class Tap implements TrackSink {
        private boolean afterPause;

        @Override
        public void onResumed() {
            afterPause = true;
        }

        @Override
        public void onPacket(RtpPacket lent) {
            long at = written.get();
            if (at - read.get() == CAPACITY) {
                dropped.incrementAndGet();
                return;
            }
            int index = (int) (at % CAPACITY);
            Slot slot = slots[index];
            if (slot == null) {
                slot = new Slot();
                slots[index] = slot;
            }
            slot.fill(lent, afterPause);
            afterPause = false;
            written.set(at + 1);
            if (deliveryPosted.compareAndSet(false, true)) here.post(Mirror.this::deliver);
        }

        @Override
        public void onSenderReport(int layer, long ntpTimestamp, int rtpTimestamp) {
            here.post(() -> sinks.senderReport(layer, ntpTimestamp, rtpTimestamp));
        }

        @Override
        public void onEnd() {
            here.post(Mirror.this::end);
        }
    }
}
