package io.cardea.server.webrtc;

import io.cardea.media.PeerListener;
import io.cardea.media.record.PacketCapture;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.TurnServer;
import io.cardea.rtc.peer.PacketTap;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerStatistics;
import io.cardea.rtc.sdp.Answerer;
import io.cardea.rtc.sdp.LocalTransport;
import io.cardea.rtc.sdp.Negotiation.Remote;
import io.cardea.rtc.sdp.Offerer;
import io.cardea.rtc.sdp.SdpException;
import io.cardea.rtc.sdp.SessionDescription;
import io.cardea.server.gateway.ApiException;
import io.cardea.server.gateway.HandleConnection;
import io.cardea.spi.AnswerOptions;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.MediaLine;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.OfferOptions;
import io.cardea.spi.Quota;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The PeerConnection of a handle.
 *
 * <pre>
 *   no call ──receive(offer)──► call ──answer──► complete ──receive(offer), offer──► …
 *      ▲     ──offer──────────►      ──receive(answer)──►     │
 *      └──────────────── Closed ◄── hanging up ◄── hangup, the peer's own end
 * </pre>
 *
 * <p>Any thread. The lock guards negotiation and queue; nobody waits for the loop while holding it.
 */
final class Connection implements HandleConnection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    /** How long a description waits for the last call to be gone. */
    static final Duration CLEANING_LIMIT = Duration.ofSeconds(3);

    /** How long a description waits for our candidates, without full trickle. */
    static final Duration GATHERING_LIMIT = Duration.ofSeconds(5);

    /** How long the loop may take to tell of a peer. */
    static final Duration DESCRIBE_LIMIT = Duration.ofSeconds(1);

    private final Webrtc webrtc;
    private final Owner owner;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<Optional<Call>> current = new AtomicReference<>(Optional.empty());
    private final TrickleQueue early;
    private final DataFanOut data = new DataFanOut();
    private Optional<PacketCapture> captured = Optional.empty(); // under the lock
    private boolean adaptive; // under the lock
    private boolean ended; // under the lock

    Connection(Webrtc webrtc, Owner owner) {
        this.webrtc = webrtc;
        this.owner = owner;
        this.early = new TrickleQueue(webrtc.candidatesTimeout());
    }

    // ---- From the client ----

    @Override
    public Jsep receive(Json json) {
        ClientJsep jsep = ClientJsep.of(json);
        if (!webrtc.limits().permitsSdp(jsep.description().sdp().length())) {
            throw ApiException.sdpTooLong(webrtc.limits().settings().sdpBytes());
        }
        awaitCleaning();
        List<TurnServer> relays = relays();
        lock.lock();
        try {
            return receive(jsep, relays);
        } catch (SdpException e) {
            throw refusal(e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitCleaning() {
        Optional<Call> last = current.get();
        if (last.isEmpty() || !isHangingUp(last.get())) return;
        try {
            last.get().gone.get(CLEANING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw ApiException.stillCleaning();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.stillCleaning();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isHangingUp(Call call) {
        lock.lock();
        try {
            return call.hangingUp;
        } finally {
            lock.unlock();
        }
    }

    private Jsep receive(ClientJsep jsep, List<TurnServer> relays) {
        if (ended) throw ApiException.noPeerConnection();
        boolean offer = jsep.description().offer();
        Optional<Call> known = current.get();
        Call call = known.orElseGet(() -> webrtc.newCall(owner));
        Remote remote = call.negotiation.applyRemote(jsep.description());
        if (known.isEmpty()) {
            Quota quota = webrtc.limits().peerConnections();
            if (!quota.take()) throw ApiException.tooManyPeerConnections(quota.refusal());
            begin(call, new Webrtc.Start(false, jsep.forceRelay(), relays));
        }
        call.endToEndEncrypted |= jsep.endToEndEncrypted();
        Jsep seen = PluginJsep.of(remote, call.endToEndEncrypted);
        call.facts.said(offer);
        call.facts.theirs = jsep.description().sdp();
        call.facts.pluginSees = seen.sdp();
        call.facts.trickled |= jsep.description().trickle();
        call.facts.endToEndEncrypted = call.endToEndEncrypted;
        if (offer) {
            call.offered = Optional.of(remote);
            call.complete = false;
            if (remote.iceRestart()) restart(call);
        } else {
            agree(call);
        }
        return seen;
    }

    private static ApiException refusal(SdpException e) {
        return switch (e.kind()) {
            case SYNTAX, MID, SEMANTICS, STRIPPING -> ApiException.sdp(e.getMessage());
            case RENEGOTIATION, UNEXPECTED_ANSWER -> ApiException.unexpectedSdp(e.getMessage());
        };
    }

    @Override
    public void trickle(Json request) {
        Call call;
        lock.lock();
        try {
            Optional<Call> known = current.get();
            if (known.isPresent() && known.get().hangingUp) throw ApiException.stillCleaning();
            if (known.isEmpty() || !known.get().complete) {
                early.add(request, webrtc.nanoTime());
                return;
            }
            call = known.get();
        } finally {
            lock.unlock();
        }
        trickle(call, request);
    }

    private void trickle(Call call, Json request) {
        Optional<Json> one = request.get("candidate");
        if (one.isPresent()) {
            add(call, TrickledCandidate.of(one.get()));
            return;
        }
        Json several = request.get("candidates").orElseThrow();
        if (!several.isArray()) throw ApiException.candidatesNoArray();
        several.elements().forEach(element -> addQuietly(call, element));
    }

    /** What is wrong with one of several, or with one that had to wait, is never told. */
    private void addQuietly(Call call, Json element) {
        try {
            add(call, TrickledCandidate.of(element));
        } catch (ApiException e) {
            webrtc.ignoredCandidate(owner, e);
        }
    }

    private void add(Call call, TrickledCandidate candidate) {
        call.facts.trickled = true;
        if (candidate.last()) {
            call.facts.allTrickled = true;
            call.peer().endOfRemoteCandidates();
        } else if (!candidate.isEmpty() && candidate.isForFirstLine(call.firstMid())) {
            call.peer().addRemoteCandidate(candidate.line());
        }
    }

    @Override
    public boolean hangup(String reason) {
        lock.lock();
        try {
            early.take(webrtc.nanoTime());
            Optional<Call> call = current.get();
            if (call.isEmpty()) return false;
            if (!call.get().hangingUp) {
                call.get().hangingUp = true;
                call.get().facts.hangingUp = true;
                call.get().gathered.complete(false);
                call.get().peer().close(reason);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end(String reason) {
        lock.lock();
        try {
            ended = true;
            hangup(reason);
        } finally {
            lock.unlock();
        }
        stopCapture();
    }

    @Override
    public void describe(Json info) {
        Optional<Call> call = current.get();
        CallFacts facts = call.map(each -> each.facts).orElseGet(CallFacts::new);
        Optional<PeerStatistics> statistics = call.flatMap(this::statistics);
        Optional<Boolean> controlling = statistics.map(peer -> peer.ice().controlling());
        HandleInfo.tell(info, facts, controlling, pendingTrickles(), capture());
        statistics.ifPresent(
                peer -> info.put("webrtc", PeerInfo.of(peer, facts, webrtc.fingerprint())));
    }

    @Override
    public void mediaStatistics(Consumer<List<Json>> to) {
        Optional<Call> call = current.get();
        if (call.isEmpty() || !call.get().facts.up) return;
        long now = webrtc.nanoTime();
        call.get()
                .peer()
                .query(peer -> peer.statistics(now))
                .thenAcceptAsync(
                        peer -> to.accept(MediaReport.of(peer, call.get().facts)),
                        webrtc.threads());
    }

    private int pendingTrickles() {
        lock.lock();
        try {
            return early.size();
        } finally {
            lock.unlock();
        }
    }

    private Optional<PeerStatistics> statistics(Call call) {
        try {
            long now = webrtc.nanoTime();
            return Optional.of(
                    call.peer()
                            .query(peer -> peer.statistics(now))
                            .get(DESCRIBE_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty(); // it has just ended
        }
    }

    @Override
    public Optional<Capture> capture() {
        lock.lock();
        try {
            return captured.map(now ->
                    new Capture(
                            now.kind() == PacketCapture.Kind.TEXT2PCAP,
                            "",
                            now.path().toString(),
                            0));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean startCapture(Capture wish) throws IOException {
        lock.lock();
        try {
            if (captured.isPresent()) return false;
            if (ended) throw new IOException("the handle is gone");
            PacketCapture made = webrtc.capture(wish, owner);
            captured = Optional.of(made);
            current.get().ifPresent(call -> tap(call, made));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void tap(Call call, @Nullable PacketTap tap) {
        call.peer()
                .query(peer -> {
                    peer.tap(tap);
                    return true;
                });
    }

    @Override
    public boolean stopCapture() {
        PacketCapture last;
        lock.lock();
        try {
            if (captured.isEmpty()) return false;
            last = captured.get();
            captured = Optional.empty();
            current.get().ifPresent(call -> tap(call, null));
        } finally {
            lock.unlock();
        }
        last.close();
        return true;
    }

    @Override
    public void expire(long nowNanos) {
        lock.lock();
        try {
            early.expire(nowNanos);
        } finally {
            lock.unlock();
        }
    }

    // ---- From the plugin ----

    @Override
    public Jsep answer(Jsep offer, AnswerOptions options) {
        Call call = living();
        SessionDescription answer;
        lock.lock();
        try {
            Remote remote =
                    call.offered.orElseThrow(
                            () -> new NegotiationException("there is no offer to answer"));
            answer =
                    Answerer.answer(remote.sdp(), options.sessionName(), PluginChoices.of(options));
        } finally {
            lock.unlock();
        }
        LocalTransport transport = transport(call);
        lock.lock();
        try {
            String sdp = call.negotiation.localAnswer(answer, transport);
            call.offered = Optional.empty();
            agree(call);
            tellCandidates(call);
            return ours("answer", sdp, call);
        } catch (SdpException e) {
            throw new NegotiationException(e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Jsep offer(OfferOptions options) {
        Call call = startOffer(options);
        LocalTransport transport = transport(call);
        lock.lock();
        try {
            SessionDescription offer =
                    Offerer.offer(
                            options.sessionName(),
                            webrtc.sessionId(owner),
                            ++call.offers,
                            PluginChoices.of(options));
            String sdp = call.negotiation.localOffer(offer, transport);
            tellCandidates(call);
            return ours("offer", sdp, call);
        } catch (SdpException e) {
            throw new NegotiationException(e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private Call startOffer(OfferOptions options) {
        awaitCleaning();
        List<TurnServer> relays = relays();
        lock.lock();
        try {
            if (ended) throw new NegotiationException("the handle is gone");
            Optional<Call> known = current.get();
            Call call = known.orElseGet(() -> webrtc.newCall(owner));
            if (known.isEmpty()) {
                Quota quota = webrtc.limits().peerConnections();
                if (!quota.take()) throw new NegotiationException(quota.refusal());
                begin(call, new Webrtc.Start(true, false, relays));
            }
            call.complete = false;
            call.endToEndEncrypted |= options.endToEndEncrypted();
            if (options.iceRestart() && known.isPresent()) restart(call);
            return call;
        } finally {
            lock.unlock();
        }
    }

    /** The answer has been taken with the message it came in: before the plugin saw it. */
    @Override
    public void accept(Jsep answer) {
        living();
    }

    private Call living() {
        return current.get()
                .orElseThrow(() -> new NegotiationException("there is no PeerConnection"));
    }

    @Override
    public List<MediaLine> lines() {
        return current.get().map(call -> List.<MediaLine>copyOf(call.lines())).orElse(List.of());
    }

    @Override
    public void limitBitrate(long bitsPerSecond) {
        current.get().ifPresent(call -> call.peer().limitBitrate(bitsPerSecond));
    }

    @Override
    public long peerBitrate() {
        return current.get().map(Call::peerBitrate).orElse(0L);
    }

    @Override
    public void requestKeyframes() {
        current.get().ifPresent(call -> call.lines().forEach(Line::requestKeyframe));
    }

    @Override
    public DataSource data() {
        return data;
    }

    @Override
    public DataSink dataSink(String label, String protocol) {
        return (EngineDataSink)
                (binary, message) ->
                        current.get()
                                .ifPresent(call ->
                                        call.peer().sendData(label, protocol, binary, message));
    }

    @Override
    public void adaptive(boolean on) {
        lock.lock();
        try {
            adaptive = on;
            current.get().ifPresent(call -> call.adapt(on));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long bandwidth() {
        return current.get().map(Call::bandwidth).orElse(0L);
    }

    @Override
    public void sendData(String label, String protocol, boolean binary, byte[] message) {
        current.get()
                .ifPresent(call -> call.peer().sendData(label, protocol, binary, message.clone()));
    }

    // ---- The call's life; under the lock ----

    private void begin(Call call, Webrtc.Start start) {
        current.set(Optional.of(call));
        call.facts.lite = webrtc.isLite();
        PeerListener listener =
                new PeerListener() {
                    @Override
                    public void onEvent(PeerEvent event) {
                        Connection.this.onEvent(call, event);
                    }

                    @Override
                    public void onBandwidth(long bitsPerSecond) {
                        call.bandwidth(bitsPerSecond);
                        owner.onBandwidth(bitsPerSecond);
                    }

                    @Override
                    public void onLast(Supplier<PeerStatistics> statistics) {
                        if (!call.facts.up || !owner.wantsStatistics()) return;
                        PeerStatistics last = statistics.get();
                        webrtc.threads()
                                .execute(
                                        () -> owner.onStatistics(MediaReport.of(last, call.facts)));
                    }
                };
        webrtc.begin(call, owner, listener, start);
        if (adaptive) call.adapt(true);
        captured.ifPresent(tap -> tap(call, tap));
    }

    /** Asked for before the lock is taken: a web service may be slow. */
    private List<TurnServer> relays() {
        return current.get().isEmpty() ? webrtc.relays(owner) : List.of();
    }

    private void restart(Call call) {
        call.credentials = webrtc.newCredentials();
        IceCredentials fresh = call.credentials;
        call.peer().restartIce(fresh.ufrag(), fresh.password());
    }

    private void agree(Call call) {
        call.agree(call.negotiation.session().orElseThrow(), owner::execute);
        for (Json request : early.take(webrtc.nanoTime())) {
            flush(call, request);
        }
    }

    private void flush(Call call, Json request) {
        try {
            trickle(call, request);
        } catch (ApiException e) {
            webrtc.ignoredCandidate(owner, e);
        }
    }

    /** Without full trickle, waits for our candidates. */
    private LocalTransport transport(Call call) {
        boolean trickles = webrtc.isFullTrickle();
        if (!trickles) call.awaitCandidates(GATHERING_LIMIT);
        return webrtc.transport(call, trickles ? List.of() : call.localCandidates, !trickles);
    }

    private Jsep ours(String type, String sdp, Call call) {
        call.facts.said(type.equals("offer"));
        call.facts.ours = sdp;
        return new Jsep(type, sdp, call.offers > 1, call.endToEndEncrypted, NONE, NONE);
    }

    private static final Json NONE = Json.array();

    // ---- From the loop; only passes on ----

    private void onEvent(Call call, PeerEvent event) {
        switch (event) {
            case PeerEvent.LocalCandidate(String candidate) -> {
                call.localCandidates.add(candidate);
                if (webrtc.isFullTrickle() && call.isDescribed()) tellCandidate(call, candidate);
            }
            case PeerEvent.GatheringDone() -> {
                boolean first = call.gathered.complete(true);
                if (first) call.facts.gatheredNanos = System.nanoTime();
                if (first && webrtc.isFullTrickle() && call.isDescribed()) tellEnd();
            }
            case PeerEvent.Remb(long bitsPerSecond) -> {
                call.peerBitrate(bitsPerSecond);
                call.facts.remb = bitsPerSecond;
            }
            case PeerEvent.DataMessage(_, _, boolean binary, byte[] payload) ->
                    data.deliver(binary, payload);
            case PeerEvent.Closed _ -> {
                call.gathered.complete(false);
                webrtc.limits().peerConnections().giveBack();
                current.updateAndGet(now -> now.filter(other -> !other.equals(call)));
            }
            case PeerEvent.UnresolvedCandidate(String candidate, _) ->
                    webrtc.names().resolve(candidate, call.peer()::addRemoteCandidate);
            case PeerEvent.Connected(String srtp) -> {
                call.facts.up = true;
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> "call is up handle=" + owner.id() + " srtp=" + srtp);
            }
            case PeerEvent.IceState _,
                    PeerEvent.RemoteCandidate _,
                    PeerEvent.SelectedPair _,
                    PeerEvent.DtlsState _,
                    PeerEvent.Media _,
                    PeerEvent.SlowLink _,
                    PeerEvent.DataChannelOpen _,
                    PeerEvent.DataChannelClosed _,
                    PeerEvent.IceFailed _ -> {}
        }
        owner.onPeerEvent(event);
        if (event instanceof PeerEvent.Closed) call.gone.complete(true);
    }

    /** With full trickle: what is known so far, once the description is on its way. */
    private void tellCandidates(Call call) {
        if (!webrtc.isFullTrickle()) {
            call.described();
            return;
        }
        owner.execute(() -> {
            List<String> known = List.copyOf(call.localCandidates);
            call.described();
            known.forEach(candidate -> tellCandidate(call, candidate));
            if (call.gathered.isDone()) tellEnd();
        });
    }

    private void tellCandidate(Call call, String candidate) {
        String line = candidate.startsWith("candidate:") ? candidate : "candidate:" + candidate;
        Json json =
                Json.object()
                        .put("sdpMid", call.firstMid())
                        .put("sdpMLineIndex", 0)
                        .put("candidate", line);
        owner.execute(() -> owner.onTrickle(json));
    }

    private void tellEnd() {
        owner.execute(() -> owner.onTrickle(Json.object().put("completed", true)));
    }
}
