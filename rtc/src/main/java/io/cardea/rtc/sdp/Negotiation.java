package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.SessionDescription.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The offer/answer state of one PeerConnection: what is sticky from one description to the next.
 *
 * <p>Control plane; not thread-safe: owned by the handle's lane. Either
 *
 * <pre>
 * applyRemote(offer) → plugin → localAnswer
 * localOffer → applyRemote(answer) → plugin
 * </pre>
 *
 * and after each round {@link #session} is what the {@code Peer} has to know. A description that is
 * refused by an {@link SdpException} leaves the state as it was.
 */
public final class Negotiation {
    private static final long MAX_SESSION_ID = 1L << 53;
    private static final String DEFAULT_PROFILE = "UDP/TLS/RTP/SAVPF";
    private static final String PLAIN_PROFILE = "RTP/AVPF";

    private final Settings settings;
    private final RandomGenerator random;
    private final long sessionId;
    private final List<LineState> lines = new ArrayList<>();
    private final PayloadTypes payloadTypes = new PayloadTypes();
    private long version;
    private boolean started;
    private boolean offerer;
    private boolean rtx;
    private Optional<Boolean> dtlsClient = Optional.empty();
    private Optional<String> profile = Optional.empty();
    private @Nullable RemoteDescription remote;
    private boolean trickle = true;
    private RidOrder ridOrder = RidOrder.HIGHEST_FIRST;
    private @Nullable SessionDescription localOffer;
    private List<Merger.Line> offeredLines = List.of();
    private boolean localLite;
    private Optional<NegotiatedSession> session = Optional.empty();

    /**
     * @param random makes SSRCs and the session id
     */
    public Negotiation(Settings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.sessionId = random.nextLong(1, MAX_SESSION_ID);
    }

    /**
     * Takes the client's description.
     *
     * @return what the plugin is shown
     * @throws SdpException if it can't be used
     */
    public Remote applyRemote(RemoteJsep jsep) {
        SessionDescription sdp = SdpParser.parse(jsep.sdp());
        if (!jsep.offer() && localOffer == null) throw SdpException.unexpectedAnswer();
        boolean update = remote != null;
        RemoteDescription next =
                RemoteDescription.of(sdp, jsep.offer(), settings.encrypted(), update);
        boolean restart = update && restartsIce(next);
        started = true;
        remote = next;
        trickle = jsep.trickle() && !next.complete();
        ridOrder = jsep.ridOrder();
        agreeOnTransport(next, jsep.offer());
        if (jsep.offer()) {
            localOffer = null;
            prepareLines(next);
        } else {
            if (next.media().stream().allMatch(m -> m.rtxByMedia().isEmpty())) rtx = false;
            session = Optional.of(agree(localOffer, true, offeredLines));
        }
        SessionDescription stripped = Stripper.strip(sdp, settings.dataChannels());
        return new Remote(
                jsep.offer(), stripped, update, restart, simulcast(next), svc(jsep.svc(), sdp));
    }

    /** Completes a plugin's answer to the offer applied last. */
    public String localAnswer(SessionDescription plugin, LocalTransport transport) {
        RemoteDescription offer = remote;
        if (offer == null) throw new IllegalStateException("no offer to answer");
        SessionDescription answer = plugin.copy();
        RemoteDescription.enablePorts(answer, false);
        var merged = new ArrayList<Merger.Line>();
        for (int i = 0; i < answer.media().size(); i++) {
            merged.add(answeredLine(i, answer.media().get(i), offer));
        }
        SessionDescription local = merge(answer, transport, false, merged);
        session = Optional.of(agree(local, false, merged));
        return local.print();
    }

    /**
     * A plugin's offer in this PeerConnection's name: one session id, each time a newer version.
     *
     * @param sessionName the {@code s=} line; empty for the usual one
     */
    public SessionDescription describeOffer(String sessionName, List<Offerer.Media> media) {
        return Offerer.offer(sessionName, sessionId, ++version, media);
    }

    /** Completes a plugin's offer. */
    public String localOffer(SessionDescription plugin, LocalTransport transport) {
        if (!started) {
            started = true;
            offerer = true;
            // RFC 4588 is on until an answer says otherwise
            rtx = true;
        }
        SessionDescription offer = plugin.copy();
        RemoteDescription.enablePorts(offer, false);
        if (profile.isEmpty()) profile = firstProfile(offer);
        Map<Integer, Integer> repair = rtx ? payloadTypes.assign(offer) : Map.of();
        var merged = new ArrayList<Merger.Line>();
        for (int i = 0; i < offer.media().size(); i++) {
            merged.add(offeredLine(i, offer.media().get(i), repair));
        }
        SessionDescription local = merge(offer, transport, true, merged);
        localOffer = local;
        offeredLines = List.copyOf(merged);
        return local.print();
    }

    /** What the last complete round agreed on; empty before the first. */
    public Optional<NegotiatedSession> session() {
        return session;
    }

    /** Whether a description was applied or made before: the next one is an update. */
    public boolean isStarted() {
        return started;
    }

    /** Whether the first offer was ours. */
    public boolean isOfferer() {
        return offerer;
    }

    private boolean restartsIce(RemoteDescription next) {
        RemoteDescription before = remote;
        return before != null
                && !(before.ufrag().equals(next.ufrag())
                        && before.password().equals(next.password()));
    }

    /** RFC 8842, 5: who is the DTLS client is settled once; so is the profile. */
    private void agreeOnTransport(RemoteDescription next, boolean offer) {
        if (dtlsClient.isEmpty()) dtlsClient = Optional.of(isDtlsClient(next.setup(), offer));
        if (profile.isEmpty()) profile = firstProfile(next.sdp());
    }

    private boolean isDtlsClient(String setup, boolean offer) {
        return switch (setup) {
            case "active" -> false;
            case "passive" -> true;
            default -> !(offer && settings.preferDtlsServer());
        };
    }

    private static Optional<String> firstProfile(SessionDescription sdp) {
        return sdp.media().stream()
                .filter(media -> media.kind() != MediaKind.DATA)
                .map(MediaDescription::proto)
                .findFirst();
    }

    /** Mids and SSRCs for an offered description, kept from the last one where they can be. */
    private void prepareLines(RemoteDescription offer) {
        for (int i = 0; i < offer.media().size(); i++) {
            MediaDescription media = offer.sdp().media().get(i);
            RemoteMedia streams = offer.media().get(i);
            LineState line = line(i);
            line.use(media.mid().orElse(""), media.isEnabled());
            if (media.isEnabled() && media.kind() != MediaKind.DATA) {
                line.needSsrc(rtx);
                // compat: an m-line made before RTX was heard of has no RTX SSRC of its own,
                // unless the peer names one of its own (NegotiationTest)
                if (!streams.rtxByMedia().isEmpty()) rtx = true;
                if (streams.rids().isEmpty() && !streams.rtxByMain().isEmpty()) line.needRtxSsrc();
            }
            payloadTypes.learn(streams.rtxByMedia());
        }
        rtx = offer.media().stream().anyMatch(streams -> !streams.rtxByMedia().isEmpty());
    }

    private Merger.Line answeredLine(int index, MediaDescription local, RemoteDescription offer) {
        LineState line = line(index);
        boolean rtp = local.kind() != MediaKind.DATA && local.isEnabled();
        if (!rtp || index >= offer.media().size()) return line.bare();
        line.needSsrc(rtx);
        RemoteMedia streams = offer.media().get(index);
        boolean repairs = rtx && local.kind() == MediaKind.VIDEO && streams.nack();
        return new Merger.Line(
                line.mid,
                line.ssrc,
                line.rtxSsrc,
                repairs ? streams.rtxByMedia() : Map.of(),
                streams.rids(),
                streams.pausedRids(),
                streams.legacySimulcast());
    }

    private Merger.Line offeredLine(
            int index, MediaDescription local, Map<Integer, Integer> repair) {
        LineState line = line(index);
        line.use(local.mid().orElse(Integer.toString(index)), local.isEnabled());
        boolean rtp = local.kind() != MediaKind.DATA && local.isEnabled();
        if (!rtp) return line.bare();
        if (local.direction() == Direction.INACTIVE) {
            // what is sent here next is another stream
            line.forgetSsrcs();
        } else {
            line.needSsrc(rtx);
        }
        Map<Integer, Integer> own = local.kind() == MediaKind.VIDEO ? repair : Map.of();
        return new Merger.Line(line.mid, line.ssrc, line.rtxSsrc, own, List.of(), Set.of(), false);
    }

    private SessionDescription merge(
            SessionDescription plugin,
            LocalTransport transport,
            boolean offer,
            List<Merger.Line> merged) {
        localLite = transport.iceLite();
        Origin origin = plugin.origin();
        if (origin.sessionId() == 0 || origin.version() == 0) {
            // compat: a zero, as in Firefox's first offer, is replaced
            plugin.replaceOrigin(new Origin(origin.username(), sessionId, 1, origin.address()));
        }
        String setup = dtlsClient.orElse(true) ? "active" : "passive";
        String proto = settings.encrypted() ? profile.orElse(DEFAULT_PROFILE) : PLAIN_PROFILE;
        var merger =
                new Merger(
                        transport,
                        offer,
                        offer ? "actpass" : setup,
                        proto,
                        settings.encrypted(),
                        merged);
        return merger.merge(plugin);
    }

    private NegotiatedSession agree(
            SessionDescription local, boolean offered, List<Merger.Line> merged) {
        RemoteDescription peer = Objects.requireNonNull(remote);
        var agreement = new Agreement(local, peer, offered, ridOrder);
        var media = new ArrayList<NegotiatedMedia>();
        for (int i = 0; i < local.media().size(); i++) {
            media.add(agreement.media(i, merged.get(i)));
        }
        return new NegotiatedSession(
                peer.ufrag(),
                peer.password(),
                peer.iceLite(),
                trickle,
                peer.candidates(),
                settings.encrypted() ? peer.fingerprint() : Optional.empty(),
                dtlsClient.orElse(true),
                // RFC 8445, 6.1.1: against a lite agent the full one controls
                !localLite && (offerer || peer.iceLite()),
                agreement.extensions(),
                media);
    }

    private List<Simulcast> simulcast(RemoteDescription next) {
        var found = new ArrayList<Simulcast>();
        for (int i = 0; i < next.media().size(); i++) {
            RemoteMedia streams = next.media().get(i);
            MediaDescription media = next.sdp().media().get(i);
            if (!media.isEnabled() || media.kind() != MediaKind.VIDEO) continue;
            boolean rids = !streams.rids().isEmpty();
            if (!rids && streams.ssrcs().size() < 2) continue;
            found.add(
                    new Simulcast(
                            i,
                            line(i).mid,
                            streams.layers(ridOrder).reversed(),
                            rids ? next.extensions().getOrDefault(RtpExtension.RID, 0) : 0,
                            rids ? List.of() : streams.ssrcs()));
        }
        return found;
    }

    private static List<Svc> svc(List<Svc> hints, SessionDescription sdp) {
        var found = new ArrayList<Svc>();
        for (Svc hint : hints) {
            for (int i = 0; i < sdp.media().size(); i++) {
                String mid = sdp.media().get(i).mid().orElse("");
                boolean fits = hint.mid().isEmpty() ? hint.mindex() == i : hint.mid().equals(mid);
                if (!fits) continue;
                found.add(new Svc(i, mid, hint.mode()));
                break;
            }
        }
        return found;
    }

    private LineState line(int index) {
        while (lines.size() <= index) {
            lines.add(new LineState());
        }
        return lines.get(index);
    }

    /** What stays with an m-line. */
    private final class LineState {
        private String mid = "";
        private boolean wasEnabled = true;
        private long ssrc;
        private long rtxSsrc;

        /** The first mid sticks, until the m-line is recycled (RFC 8829, 5.2.2). */
        void use(String wanted, boolean enabled) {
            boolean recycled = enabled && !wasEnabled;
            if ((mid.isEmpty() || recycled) && !wanted.isEmpty()) mid = wanted;
            wasEnabled = enabled;
            if (!enabled) forgetSsrcs();
        }

        void needSsrc(boolean withRtx) {
            if (ssrc != 0) return;
            ssrc = newSsrc();
            if (withRtx) needRtxSsrc();
        }

        void needRtxSsrc() {
            if (rtxSsrc == 0) rtxSsrc = newSsrc();
        }

        void forgetSsrcs() {
            ssrc = 0;
            rtxSsrc = 0;
        }

        Merger.Line bare() {
            return new Merger.Line(mid, 0, 0, Map.of(), List.of(), Set.of(), false);
        }

        private long newSsrc() {
            while (true) {
                long candidate = random.nextLong(1, 1L << 32);
                boolean taken =
                        lines.stream().anyMatch(l -> l.ssrc == candidate || l.rtxSsrc == candidate);
                if (!taken) return candidate;
            }
        }
    }

    /**
     * How this server negotiates.
     *
     * @param encrypted false with {@code no_webrtc_encryption}
     * @param dataChannels whether data m-lines are taken
     * @param preferDtlsServer answer {@code passive} to {@code actpass}; Janus is {@code active}
     */
    public record Settings(boolean encrypted, boolean dataChannels, boolean preferDtlsServer) {
        /** As Janus does. */
        public static Settings defaults() {
            return new Settings(true, true, false);
        }
    }

    /**
     * A client's {@code jsep} object.
     *
     * @param offer whether it is an offer; otherwise an answer
     * @param trickle whether more candidates will come
     * @param svc hints; empty without
     */
    public record RemoteJsep(
            boolean offer, String sdp, boolean trickle, RidOrder ridOrder, List<Svc> svc) {
        public RemoteJsep {
            svc = List.copyOf(svc);
        }
    }

    /**
     * A client's description as a plugin sees it.
     *
     * @param sdp stripped of transport
     * @param update whether it renegotiates
     * @param iceRestart whether it restarts ICE: the answer needs new local credentials
     * @param simulcast the simulcast m-lines, in order
     * @param svc the hints that fit an m-line, completed by index and mid
     */
    public record Remote(
            boolean offer,
            SessionDescription sdp,
            boolean update,
            boolean iceRestart,
            List<Simulcast> simulcast,
            List<Svc> svc) {
        public Remote {
            simulcast = List.copyOf(simulcast);
            svc = List.copyOf(svc);
        }
    }
}
