package io.cardea.server.limit;

import io.cardea.server.config.LimitSettings;
import io.cardea.spi.Metric;
import io.cardea.spi.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limits in force and what ran into them. They can be changed while the server runs; what is
 * there already stays. Any thread.
 */
public final class Limits {
    private final Quota sessions;
    private final Quota peerConnections;
    private final Quota subscriptions;
    private final RateLimiter clients;
    private final RateLimiter tokens;
    private final AtomicLong handlesRefused = new AtomicLong();
    private final AtomicLong descriptionsRefused = new AtomicLong();
    private final AtomicLong recordingsRefused = new AtomicLong();
    private volatile LimitSettings settings;

    public Limits(LimitSettings settings) {
        this.settings = settings;
        this.sessions = new Quota("sessions", "sessions", settings.sessions());
        this.peerConnections =
                new Quota("peerconnections", "PeerConnections", settings.peerConnections());
        this.subscriptions = new Quota("subscriptions", "subscriptions", settings.subscriptions());
        this.clients = new RateLimiter(settings.requestsPerSecond());
        this.tokens = new RateLimiter(settings.tokenRequestsPerSecond());
    }

    /** Puts others in force. */
    public void change(LimitSettings next) {
        settings = next;
        sessions.limit(next.sessions());
        peerConnections.limit(next.peerConnections());
        subscriptions.limit(next.subscriptions());
        clients.perSecond(next.requestsPerSecond());
        tokens.perSecond(next.tokenRequestsPerSecond());
    }

    public LimitSettings settings() {
        return settings;
    }

    public Quota sessions() {
        return sessions;
    }

    public Quota peerConnections() {
        return peerConnections;
    }

    public Quota subscriptions() {
        return subscriptions;
    }

    /**
     * Whether a request may be looked at: not if its client, or all who show its token, ask too
     * often.
     *
     * @param client whose requests count together
     * @param token empty without one
     */
    public boolean permitsRequest(Object client, String token, long nowNanos) {
        return clients.permits(client, nowNanos)
                && (token.isEmpty() || tokens.permits(token, nowNanos));
    }

    /** Whether a session with so many handles may have one more; counts a refusal. */
    public boolean permitsHandle(int handles) {
        return permits(handles + 1L, settings.handlesPerSession(), handlesRefused);
    }

    /** Whether a description may be that long, in characters; counts a refusal. */
    public boolean permitsSdp(int length) {
        return permits(length, settings.sdpBytes(), descriptionsRefused);
    }

    /** Whether recordings may go on with so much left on their disk; counts a refusal. */
    public boolean permitsRecording(long freeBytes) {
        long least = (long) settings.recordingSpaceMegabytes() << 20;
        if (freeBytes >= least) return true;
        recordingsRefused.incrementAndGet();
        return false;
    }

    private static boolean permits(long wanted, long most, AtomicLong refused) {
        if (most == 0 || wanted <= most) return true;
        refused.incrementAndGet();
        return false;
    }

    /** Lets go of what is kept of clients that ask no more; call it every few seconds. */
    public void forgetIdle(long nowNanos) {
        clients.forgetIdle(nowNanos);
        tokens.forgetIdle(nowNanos);
    }

    /** What there is, and what was refused. */
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>();
        all.addAll(sessions.metrics());
        all.addAll(peerConnections.metrics());
        all.addAll(subscriptions.metrics());
        all.add(refused("handles", "Handles refused, as too many in a session.", handlesRefused));
        all.add(refused("sdp", "Descriptions refused for their length.", descriptionsRefused));
        all.add(
                refused(
                        "recordings",
                        "Recordings refused or ended for want of space.",
                        recordingsRefused));
        all.add(
                Metric.counter(
                        "limit_refused_requests",
                        "Requests refused, as too many of one client.",
                        clients.refused()));
        all.add(
                Metric.counter(
                        "limit_refused_token_requests",
                        "Requests refused, as too many with one token.",
                        tokens.refused()));
        return all;
    }

    private static Metric refused(String name, String help, AtomicLong count) {
        return Metric.counter("limit_refused_" + name, help, count.get());
    }
}
