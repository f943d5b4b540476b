package io.cardea.plugin.videoroom;

import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.Sink;
import io.cardea.spi.Track;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;

/** A source that notes what is tied to it. */
final class FakeTrack implements Track {
    final List<FakeLink> links = new CopyOnWriteArrayList<>();
    final AtomicInteger keyframes = new AtomicInteger();
    volatile boolean held;
    volatile int meterPackets;

    private final Executor lane;
    private final String kind;
    private final String codec;
    private final boolean simulcast;
    private final List<DoubleConsumer> meters = new CopyOnWriteArrayList<>();

    FakeTrack(Executor lane, String kind, String codec, boolean simulcast) {
        this.lane = lane;
        this.kind = kind;
        this.codec = codec;
        this.simulcast = simulcast;
    }

    /** The audio was so loud on average. */
    void level(double average) {
        meters.forEach(meter -> lane.execute(() -> meter.accept(average)));
    }

    int meters() {
        return meters.size();
    }

    /** Wires that are not closed. */
    List<FakeLink> openLinks() {
        return links.stream().filter(link -> !link.closed).toList();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public String codec() {
        return codec;
    }

    @Override
    public boolean isSimulcast() {
        return simulcast;
    }

    @Override
    public Link connect(Sink sink, LinkOptions options, LinkListener listener) {
        FakeLink link = new FakeLink(this, sink, options, listener);
        links.add(link);
        return link;
    }

    @Override
    public void requestKeyframe() {
        keyframes.incrementAndGet();
    }

    @Override
    public void hold(boolean on) {
        held = on;
    }

    @Override
    public AutoCloseable meterLevel(int packets, DoubleConsumer listener) {
        meterPackets = packets;
        DoubleConsumer meter = listener::accept;
        meters.add(meter);
        return () -> meters.remove(meter);
    }
}
