package io.cardea.server.webrtc;

import io.cardea.media.PeerHandle;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.sdp.Negotiation;
import io.cardea.rtc.sdp.Negotiation.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One life of a handle's PeerConnection: from its first description to its hangup.
 *
 * <p>The negotiation and what is said to be under the lock belong to {@link Connection}'s lock; the
 * rest is safe anywhere.
 */
final class Call {
    final Negotiation negotiation;
    final CompletableFuture<Boolean> gathered = new CompletableFuture<>();
    final CompletableFuture<Boolean> gone = new CompletableFuture<>();
    final List<String> localCandidates = new CopyOnWriteArrayList<>();
    final CallFacts facts = new CallFacts();

    // Under the lock.
    IceCredentials credentials;
    Optional<Remote> offered = Optional.empty();
    boolean endToEndEncrypted;
    boolean complete;
    boolean hangingUp;
    long offers;

    private final CompletableFuture<PeerHandle> peer = new CompletableFuture<>();
    private volatile List<Line> lines = List.of();
    private volatile long peerBitrate;
    private volatile long bandwidth;
    private volatile boolean described;

    Call(Negotiation negotiation, IceCredentials credentials) {
        this.negotiation = negotiation;
        this.credentials = credentials;
    }

    /** Given once, right after the call was made. */
    void begin(PeerHandle handle) {
        peer.complete(handle);
    }

    PeerHandle peer() {
        return peer.join();
    }

    List<Line> lines() {
        return lines;
    }

    long peerBitrate() {
        return peerBitrate;
    }

    void peerBitrate(long bitsPerSecond) {
        peerBitrate = bitsPerSecond;
    }

    /** Whether what is sent is fitted to the path. */
    void adapt(boolean on) {
        peer().estimateBandwidth(on);
        if (!on) bandwidth = 0;
    }

    long bandwidth() {
        return bandwidth;
    }

    void bandwidth(long bitsPerSecond) {
        bandwidth = bitsPerSecond;
    }

    /** Whether the client knows a description of ours, and so may be told candidates. */
    boolean isDescribed() {
        return described;
    }

    void described() {
        described = true;
    }

    /** The mid of the first m-line, which stands for the transport. */
    String firstMid() {
        List<Line> now = lines;
        return now.isEmpty() ? "" : now.getFirst().mid();
    }

    /** Waits until all local candidates are known, or long enough. */
    void awaitCandidates(Duration limit) {
        try {
            gathered.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            gathered.complete(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Tells the loop and the plugin what was agreed on. */
    void agree(NegotiatedSession session, Executor lane) {
        peer().negotiate(session);
        List<Line> next = new ArrayList<>(lines);
        for (NegotiatedMedia media : session.media()) {
            if (media.index() < next.size()) {
                next.get(media.index()).update(media, session.extensions());
            } else {
                next.add(new Line(peer(), lane, media, session.extensions()));
            }
        }
        lines = List.copyOf(next);
        facts.session = Optional.of(session);
        if (facts.checksNanos == 0) facts.checksNanos = System.nanoTime();
        complete = true;
    }
}
