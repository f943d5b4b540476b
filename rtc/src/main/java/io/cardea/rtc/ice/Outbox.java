package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * What waits for the next drain. Owns its packets. Events are rare and go out first, so that a loop
 * knows a path before the packet that makes the peer use it.
 */
final class Outbox {
    /** Packets that may wait: far more than one call of the agent can make. */
    static final int MAX_PACKETS = 1_024;

    private final ArrayDeque<Consumer<IceSink>> events = new ArrayDeque<>();
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private final ArrayDeque<Packet> data = new ArrayDeque<>();

    void event(Consumer<IceSink> event) {
        events.add(event);
    }

    /** Takes ownership; false, and released, if too many wait. */
    boolean send(Packet owned) {
        return offer(packets, owned);
    }

    /** Application data out of a relay. */
    boolean deliver(Packet owned) {
        return offer(data, owned);
    }

    private static boolean offer(ArrayDeque<Packet> queue, Packet owned) {
        if (queue.size() == MAX_PACKETS) {
            owned.release();
            return false;
        }
        queue.add(owned);
        return true;
    }

    void drain(IceSink sink) {
        for (Consumer<IceSink> event = events.poll(); event != null; event = events.poll()) {
            event.accept(sink);
        }
        for (Packet packet = packets.poll(); packet != null; packet = packets.poll()) {
            sink.send(packet);
        }
        for (Packet packet = data.poll(); packet != null; packet = data.poll()) {
            sink.onData(packet);
        }
    }
}
