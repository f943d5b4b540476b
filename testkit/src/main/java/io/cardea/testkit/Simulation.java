package io.cardea.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Runs peers and a test's own actions in virtual time, always the next thing that is due. */
public final class Simulation {
    private record Action(long atNanos, long order, Runnable run) {}

    private final VirtualNetwork network;
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private final List<SimulatedPeer> peers = new ArrayList<>();
    private final PriorityQueue<Action> actions =
            new PriorityQueue<>((a, b) ->
                    a.atNanos != b.atNanos
                            ? Long.compare(a.atNanos, b.atNanos)
                            : Long.compare(a.order, b.order));
    private long order;

    public Simulation(VirtualNetwork network) {
        this.network = network;
    }

    public void add(SimulatedPeer peer) {
        peers.add(peer);
    }

    public void add(SimulatedLoop loop) {
        loops.add(loop);
    }

    public VirtualNetwork network() {
        return network;
    }

    /** Runs something when that much time has passed. */
    public void after(Duration delay, Runnable run) {
        actions.add(new Action(network.nowNanos() + delay.toNanos(), order++, run));
    }

    /** Lets that much virtual time pass. */
    public void run(Duration time) {
        long end = network.nowNanos() + time.toNanos();
        while (true) {
            long next = network.nextDeliveryNanos();
            if (!actions.isEmpty()) next = Math.min(next, actions.peek().atNanos);
            for (SimulatedPeer peer : peers) {
                next = Math.min(next, peer.peer().nextDeadlineNanos());
            }
            for (SimulatedLoop loop : loops) {
                next = Math.min(next, loop.nextDeadlineNanos());
            }
            if (next > end) break;
            step(Math.max(next, network.nowNanos()));
        }
        network.advanceTo(end);
    }

    private void step(long at) {
        network.advanceTo(at);
        while (!actions.isEmpty() && actions.peek().atNanos <= at) {
            actions.remove().run.run();
        }
        for (SimulatedPeer peer : peers) {
            peer.expire();
        }
        for (SimulatedLoop loop : loops) {
            loop.run();
        }
    }
}
