package io.cardea.tools.load.peer;

import io.cardea.media.EngineSettings;
import io.cardea.media.EngineSettings.Interfaces;
import io.cardea.media.MediaEngine;
import io.cardea.media.MediaLoop;
import io.cardea.media.PortPolicy;
import io.cardea.media.PortRange;
import io.cardea.media.port.PortKind;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.sctp.SctpSettings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The media loops that carry all simulated peers, each with a UDP port of its own.
 *
 * <p>Any thread. Closing ends every peer, loop and socket.
 */
public final class Crowd implements AutoCloseable {
    /** A server tells the peers behind one address apart by nothing but their ports. */
    private static final PortPolicy PORTS = new PortPolicy.PerPeer(new PortRange(10_240, 65_000));

    /** No silence is told, and none of the PeerConnection's own transport-wide feedback. */
    private static final PeerSettings.Media MEDIA =
            new PeerSettings.Media(200, false, 3_600_000, 0, 0, true);

    /** As browsers do: a server may not be ready for the first message. */
    private static final Duration DTLS_RESEND = Duration.ofMillis(50);

    /** Spreads the frames of many publishers evenly, however many there are. */
    private static final double GOLDEN_RATIO = 0.618_033_988_749_895;

    private final MediaEngine engine;
    private final PeerSettings settings;
    private final RandomGenerator random = new SecureRandom();
    private final NtpClock clock;
    private final List<LoopTotals> totals = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();

    private Crowd(MediaEngine engine, Suite suite) {
        this.engine = engine;
        long unixNanos = Instant.now().toEpochMilli() * 1_000_000;
        this.clock = new NtpClock(unixNanos - System.nanoTime());
        DtlsSettings usual = DtlsSettings.defaults();
        this.settings =
                new PeerSettings(
                        IceSettings.defaults(),
                        new DtlsSettings(
                                usual.mtu(),
                                usual.acceptSelfSigned(),
                                DTLS_RESEND,
                                usual.timeout(),
                                suite.profiles(),
                                usual.clock()),
                        DtlsCertificate.generate(random, Instant.now()),
                        SctpSettings.defaults(),
                        true,
                        MEDIA);
        engine.loops().forEach(loop -> totals.add(new LoopTotals()));
    }

    /**
     * Starts the loops.
     *
     * @param loops threads that carry the peers
     * @param address of this machine, from which they are reached
     * @param gather how long packets gather in the sockets before they are read
     */
    public static Crowd start(int loops, InetAddress address, Suite suite, Duration gather)
            throws IOException {
        String text = address.getHostAddress();
        Interfaces chosen = new Interfaces(false, false, List.of(text), List.of(), true);
        EngineSettings engine =
                new EngineSettings(
                        EngineSettings.Loops.spread(loops), chosen, PORTS, false, 0, PortKind.AUTO);
        return new Crowd(
                MediaEngine.start(engine, ports -> new GatheringPorts(ports, gather.toNanos())),
                suite);
    }

    /** The address of this machine from which that host is reached. */
    public static InetAddress addressTowards(String host) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), 9));
            return socket.getLocalAddress();
        }
    }

    /**
     * A peer that has not negotiated anything yet.
     *
     * @param requestedNanos since when it has been waited for
     */
    public SimulatedPeer create(
            ReceivePlan receive, long requestedNanos, SimulatedPeer.Listener listener) {
        return new SimulatedPeer(
                this, numbers.getAndIncrement(), receive, requestedNanos, listener);
    }

    /** What all peers have sent and seen since the last call; waits for the loops. */
    public Counts take() {
        List<CompletableFuture<Counts>> asked = new ArrayList<>();
        for (MediaLoop loop : engine.loops()) {
            var answer = new CompletableFuture<Counts>();
            asked.add(answer);
            loop.post(() -> answer.complete(totals.get(loop.index()).take()));
        }
        return Counts.sum(asked.stream().map(CompletableFuture::join).toList());
    }

    /** Lets no peer that is there now send anything more. */
    public void silence() {
        for (MediaLoop loop : engine.loops()) {
            loop.post(() -> totals.get(loop.index()).peers.forEach(PeerCore::silence));
        }
    }

    MediaEngine engine() {
        return engine;
    }

    PeerSettings settings() {
        return settings;
    }

    RandomGenerator random() {
        return random;
    }

    NtpClock clock() {
        return clock;
    }

    int loopOf(int number) {
        return number % totals.size();
    }

    LoopTotals totals(int loop) {
        return totals.get(loop);
    }

    static double phase(int number) {
        return number * GOLDEN_RATIO % 1;
    }

    @Override
    public void close() {
        engine.close();
    }
}
