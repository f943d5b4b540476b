package io.cardea.rtc.packet;

import java.util.ArrayDeque;

/**
 * A loop's store of packets.
 *
 * <p>Belongs to one loop. Grows on demand and keeps at most {@link #maxIdle} idle packets; further
 * ones are left to the collector. {@link #inUse} lets a test see a leak.
 */
public final class PacketPool {
    /** Idle packets kept by default: 8 MiB. */
    public static final int DEFAULT_MAX_IDLE = 4_096;

    private final ArrayDeque<Packet> idle = new ArrayDeque<>();
    private final int maxIdle;
    private int inUse;

    public PacketPool() {
        this(DEFAULT_MAX_IDLE);
    }

    public PacketPool(int maxIdle) {
        this.maxIdle = maxIdle;
    }

    /** An empty packet, owned by the caller. */
    public Packet take() {
        inUse++;
        Packet packet = idle.pollLast();
        if (packet == null) return new Packet(this);
        packet.reuse();
        return packet;
    }

    /** Packets taken and not yet released by their last owner. */
    public int inUse() {
        return inUse;
    }

    public int maxIdle() {
        return maxIdle;
    }

    void put(Packet packet) {
        inUse--;
        if (idle.size() < maxIdle) idle.addLast(packet);
    }
}
