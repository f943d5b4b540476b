package io.cardea.media;

import io.cardea.media.allocate.Allocator;
import io.cardea.media.allocate.AllocatorSettings;
import io.cardea.media.allocate.Share;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a peer is sent within what its path carries. While that is not estimated, or nothing
 * is known yet, nothing is limited.
 *
 * <p>Shares anew when the estimate has changed, when a link comes, and now and then, since what is
 * sent changes too: when the peer is looked at anyhow and {@value #INTERVAL_NANOS} ns have passed
 * (a viewer's feedback comes that often), and after {@value #LONGEST_NANOS} ns in any case. Belongs
 * to the peer's loop.
 */
final class PeerBandwidth {
    static final long INTERVAL_NANOS = 100_000_000L;

    static final long LONGEST_NANOS = 250_000_000L;

    /** The control plane is told at most so often. */
    static final long TELL_NANOS = 1_000_000_000L;

    private final PeerSeat seat;
    private final LoopTimer timer = new LoopTimer(this::tick);
    private final Allocator allocator = new Allocator(AllocatorSettings.defaults());
    private final List<Share> shares = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private boolean on;
    private boolean due;
    private long estimate;
    private long desired = -1;
    private long sharedNanos;
    private long told;
    private long toldNanos;

    PeerBandwidth(PeerSeat seat) {
        this.seat = seat;
    }

    void estimate(boolean wanted, LoopPeer peer, long nowNanos) {
        if (on == wanted) return;
        on = wanted;
        peer.estimateBandwidth(wanted, nowNanos);
        if (wanted) {
            estimate = peer.bandwidthEstimate();
            toldNanos = nowNanos - TELL_NANOS;
            due = true;
            seat.touch();
            seat.loop().schedule(timer, nowNanos + LONGEST_NANOS);
        } else {
            end();
            unlimit();
        }
    }

    /** While the peer is drained: only noted. */
    void onEstimate(long bitsPerSecond) {
        if (!on) return;
        estimate = bitsPerSecond;
        due = true;
        seat.touch();
    }

    /** A link has come: it must not begin with more than fits. */
    void welcome() {
        if (!on) return;
        share(seat.loop().now());
        due = true;
        seat.touch();
    }

    private void tick() {
        long now = seat.loop().now();
        long next = sharedNanos + LONGEST_NANOS;
        if (next <= now) {
            due = true;
            seat.touch();
            next = now + LONGEST_NANOS;
        }
        seat.loop().schedule(timer, next);
    }

    void end() {
        on = false;
        due = false;
        estimate = 0;
        desired = -1;
        told = 0;
        seat.loop().schedule(timer, LoopTimer.NEVER);
    }

    /** At the end of a turn, before the peer is drained. */
    void settle(LoopPeer peer, long nowNanos) {
        if (!on || !due && nowNanos - sharedNanos < INTERVAL_NANOS) return;
        due = false;
        sharedNanos = nowNanos;
        share(nowNanos);
        long wanted = allocator.desiredBps(shares);
        if (wanted != desired) peer.desiredBitrate(wanted, nowNanos);
        desired = wanted;
        tell(nowNanos);
    }

    private void share(long nowNanos) {
        shares.clear();
        links.clear();
        for (PeerLine line : seat.lines()) {
            if (line == null) continue;
            for (Link link : line.links()) {
                Share share = link.ask(nowNanos);
                if (share == null) continue;
                shares.add(share);
                links.add(link);
            }
        }
        if (estimate <= 0) return;
        allocator.allocate(estimate, shares, nowNanos);
        for (int i = 0; i < links.size(); i++) {
            links.get(i).shared();
        }
    }

    private void unlimit() {
        for (PeerLine line : seat.lines()) {
            if (line == null) continue;
            for (Link link : line.links()) {
                link.unlimit();
            }
        }
    }

    private void tell(long nowNanos) {
        if (estimate == told || nowNanos - toldNanos < TELL_NANOS) return;
        told = estimate;
        toldNanos = nowNanos;
        seat.tellBandwidth(estimate);
    }
}
