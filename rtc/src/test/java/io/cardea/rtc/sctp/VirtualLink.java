package io.cardea.rtc.sctp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Two ends, a clock, and a network between them that loses, doubles and reorders from one seed.
 *
 * <p>Everything that crosses goes into a trace hash, so that two runs can be compared.
 */
final class VirtualLink {
    static final long MILLI = 1_000_000L;

    private record Flying(long at, long order, Side to, byte[] packet) {}

    final Side left;
    final Side right;
    long now = 1_000 * MILLI;
    double loss;
    double duplication;
    long delayNanos = 20 * MILLI;
    long jitterNanos;
    Predicate<byte[]> leftDrops = packet -> false;
    Predicate<byte[]> rightDrops = packet -> false;
    long packetsCrossed;
    long bytesCrossed;
    long trace = 17;

    private final Random random;
    private final PriorityQueue<Flying> flying =
            new PriorityQueue<>((a, b) ->
                    a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long order;

    VirtualLink(long seed) {
        this(seed, SctpSettings.defaults(), SctpSettings.defaults());
    }

    VirtualLink(long seed, SctpSettings leftSettings, SctpSettings rightSettings) {
        random = new Random(seed);
        left = new Side(new DataChannels(leftSettings, true, new Random(seed + 1)));
        right = new Side(new DataChannels(rightSettings, false, new Random(seed + 2)));
    }

    /** A link whose ends have both dialled and are up. */
    static VirtualLink up(long seed) {
        var link = new VirtualLink(seed);
        link.start();
        link.run(1_000);
        assert link.left.channels.isUp() && link.right.channels.isUp() : "handshake failed";
        return link;
    }

    void start() {
        left.channels.start(now);
        right.channels.start(now);
        flush();
    }

    boolean send(Side from, String label, String text) {
        return send(from, label, text.getBytes(StandardCharsets.UTF_8), false);
    }

    boolean send(Side from, String label, byte[] payload, boolean binary) {
        boolean taken = from.channels.send(label, "", binary, payload, now);
        flush();
        return taken;
    }

    /** Puts a packet on the way as if that side's peer had sent it. */
    void inject(Side to, byte[] packet) {
        to.channels.receive(packet, 0, packet.length, now);
        flush();
    }

    void flush() {
        flush(left, right, leftDrops);
        flush(right, left, rightDrops);
    }

    private void flush(Side from, Side to, Predicate<byte[]> drops) {
        from.channels.drain(from);
        for (byte[] packet : from.packets) cross(packet, to, drops);
        from.packets.clear();
    }

    private void cross(byte[] packet, Side to, Predicate<byte[]> drops) {
        packetsCrossed++;
        bytesCrossed += packet.length;
        mix(now);
        for (byte b : packet) mix(b);
        if (drops.test(packet)) return;
        if (random.nextDouble() < loss) return;
        launch(packet, to);
        if (random.nextDouble() < duplication) launch(packet, to);
    }

    private void launch(byte[] packet, Side to) {
        long jitter = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos);
        flying.add(new Flying(now + delayNanos + jitter, order++, to, packet));
    }

    private void mix(long value) {
        trace = trace * 1_000_003 + value;
    }

    /** Lets that many milliseconds pass. */
    void run(long millis) {
        long end = now + millis * MILLI;
        runUntil(() -> false, end);
        now = end;
    }

    /** Runs until it is so; false if it is not within that time. */
    boolean runUntil(BooleanSupplier condition, long limitNanos) {
        while (!condition.getAsBoolean()) {
            long next =
                    Math.min(
                            flying.isEmpty() ? Long.MAX_VALUE : flying.peek().at,
                            Math.min(
                                    left.channels.nextDeadlineNanos(),
                                    right.channels.nextDeadlineNanos()));
            if (next > limitNanos) return false;
            now = Math.max(now, next);
            while (!flying.isEmpty() && flying.peek().at <= now) {
                Flying landed = flying.poll();
                landed.to.channels.receive(landed.packet, 0, landed.packet.length, now);
                flush();
            }
            for (Side side : List.of(left, right)) {
                if (side.channels.nextDeadlineNanos() <= now) side.channels.expire(now);
            }
            flush();
        }
        return true;
    }

    boolean runUntil(BooleanSupplier condition) {
        return runUntil(condition, now + 600_000 * MILLI);
    }
}
