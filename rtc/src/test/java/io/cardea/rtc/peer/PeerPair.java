package io.cardea.rtc.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.congestion.CongestionSettings;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Two peers on a link in memory, with a virtual clock and {@value #DELAY_MS} ms each way.
 *
 * <p>{@link #ours} is the one under test; the lines of a negotiation are as it sees them. It made
 * the first offer, and is the DTLS server as most servers are.
 */
final class PeerPair {
    static final long MS = 1_000_000L;
    static final long S = 1_000 * MS;
    static final int DELAY_MS = 10;

    static final ExtensionIds IDS =
            new ExtensionIds(
                    Map.of(
                            RtpExtension.TRANSPORT_WIDE_CC, 3,
                            RtpExtension.MID, 4,
                            RtpExtension.RID, 5,
                            RtpExtension.REPAIRED_RID, 6));

    private static final Instant TODAY = Instant.parse("2026-06-01T12:00:00Z");
    private static final DtlsCertificate OURS = DtlsCertificate.generate(new Random(1), TODAY);
    private static final DtlsCertificate THEIRS = DtlsCertificate.generate(new Random(2), TODAY);
    private static final int MAX_TURNS = 1_000_000;

    private record Flight(Side to, byte[] bytes, long nanos, long order) {}

    /** The way from ours to theirs: when so many bytes arrive, or {@link #LOST}. */
    interface Way {
        long LOST = -1;

        long arrivalNanos(int bytes, long nowNanos);
    }

    /** What a test may have otherwise. */
    static final class Setup {
        boolean encrypted;
        IceSettings ice = IceSettings.defaults();
        PeerSettings.Media media = PeerSettings.Media.defaults();
        CongestionSettings congestion = CongestionSettings.defaults();
        ExtensionIds ids = IDS;

        Setup encrypted() {
            encrypted = true;
            return this;
        }

        private PeerSettings settings(DtlsCertificate certificate) {
            DtlsSettings usual = DtlsSettings.defaults();
            return new PeerSettings(
                    ice,
                    new DtlsSettings(
                            usual.mtu(),
                            usual.acceptSelfSigned(),
                            usual.resend(),
                            usual.timeout(),
                            usual.profiles(),
                            InstantSource.fixed(TODAY)),
                    certificate,
                    SctpSettings.defaults(),
                    encrypted,
                    new MediaRules(media),
                    congestion);
        }
    }

    final Setup setup;
    final Side ours;
    final Side theirs;
    boolean trickling;
    UnaryOperator<String> print = UnaryOperator.identity();
    long now = 1_000 * S;
    Way way = (bytes, then) -> then + DELAY_MS * MS;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(
                    Comparator.comparingLong(Flight::nanos).thenComparingLong(Flight::order));
    private long flown;
    private final Random random = new Random(99);
    private List<Line> lines = List.of();

    PeerPair(Setup setup) {
        this.setup = setup;
        ours = new Side(this, udp("192.0.2.1", 1000), setup.settings(OURS), true, 11);
        theirs = new Side(this, udp("192.0.2.2", 2000), setup.settings(THEIRS), false, 12);
        for (Side side : List.of(ours, theirs)) {
            side.peer.gather(List.of(side.address), List.of(), now);
            side.drain();
        }
    }

    /** In the clear, so that the test can read and forge RTP and RTCP. */
    static PeerPair clear(Line... lines) {
        return new PeerPair(new Setup()).connect(lines);
    }

    static PeerPair encrypted(Line... lines) {
        return new PeerPair(new Setup().encrypted()).connect(lines);
    }

    static TransportAddress udp(String host, int port) {
        return TransportAddress.of(Protocol.UDP, java.net.InetAddress.ofLiteral(host), port);
    }

    Side other(Side side) {
        return side == ours ? theirs : ours;
    }

    /** Negotiates, and waits until both sides are connected and nothing more flies. */
    PeerPair connect(Line... newLines) {
        negotiate(newLines);
        run(500 * MS);
        for (Side side : List.of(ours, theirs)) {
            assertEquals(1, side.events(PeerEvent.Connected.class).size());
            side.clear();
        }
        return this;
    }

    void negotiate(Line... newLines) {
        lines = Arrays.asList(newLines);
        negotiate(ours);
        negotiate(theirs);
    }

    void negotiate(Side side) {
        side.peer.negotiate(session(side), now);
        side.drain();
    }

    NegotiatedSession session(Side side) {
        Function<Line, NegotiatedMedia> view = side == ours ? Line::build : Line::mirrored;
        Side remote = other(side);
        DtlsCertificate certificate = side == ours ? THEIRS : OURS;
        Optional<Fingerprint> fingerprint =
                Optional.of(new Fingerprint("sha-256", print.apply(certificate.fingerprint())))
                        .filter(_ -> setup.encrypted);
        return new NegotiatedSession(
                remote.credentials.ufrag(),
                remote.credentials.password(),
                false,
                trickling,
                remote.peer.localCandidates(),
                fingerprint,
                side == theirs,
                side == ours,
                setup.ids,
                lines.stream().map(view).toList());
    }

    IceCredentials freshCredentials() {
        return IceCredentials.random(random);
    }

    void fly(Side from, byte[] bytes) {
        long arrival = now + DELAY_MS * MS;
        if (from == ours) arrival = way.arrivalNanos(bytes.length, now);
        if (arrival == Way.LOST) return;
        flights.add(new Flight(other(from), bytes, arrival, flown++));
    }

    /** Only what a test injects reaches ours as media from now on; connectivity checks go on. */
    PeerPair mute() {
        theirs.lost = bytes -> (bytes[0] & 0xC0) == 0x80;
        return this;
    }

    /** Lets so much time pass. */
    PeerPair run(long nanos) {
        long end = now + nanos;
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            Flight flight = flights.peek();
            long arrival = flight == null ? Long.MAX_VALUE : flight.nanos;
            long due = Math.min(ours.peer.nextDeadlineNanos(), theirs.peer.nextDeadlineNanos());
            long next = Math.min(arrival, due);
            if (next > end) {
                now = end;
                return this;
            }
            now = Math.max(now, next);
            if (arrival <= now) {
                flights.poll();
                flight.to.inject(flight.bytes);
            } else {
                expire(ours);
                expire(theirs);
            }
        }
        throw new AssertionError("a deadline that does not pass");
    }

    private void expire(Side side) {
        if (side.peer.nextDeadlineNanos() > now) return;
        side.peer.expire(now);
        side.drain();
    }

    /** The end of every test: nothing may have kept a packet. */
    void end() {
        for (Side side : List.of(ours, theirs)) {
            side.peer.close("end", now);
            side.drain();
            assertTrue(side.peer.isClosed());
        }
        run(60 * S);
        assertEquals(0, ours.pool.inUse(), "packets kept by ours");
        assertEquals(0, theirs.pool.inUse(), "packets kept by theirs");
    }
}
