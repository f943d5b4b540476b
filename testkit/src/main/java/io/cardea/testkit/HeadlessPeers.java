package io.cardea.testkit;

import io.cardea.media.EngineSettings;
import io.cardea.media.EngineSettings.Interfaces;
import io.cardea.media.MediaEngine;
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
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A crowd of WebRTC clients without browsers, on real sockets: a few media loops carry them all.
 *
 * <p>Any thread. Closing ends every peer, loop and socket.
 */
public final class HeadlessPeers implements AutoCloseable {
    /** A port for each peer: a server tells those behind one address apart by nothing else. */
    private static final PortPolicy PORTS = new PortPolicy.PerPeer(new PortRange(20_000, 59_999));

    private final MediaEngine engine;
    private final PeerSettings settings;
    private final RandomGenerator random = new SecureRandom();
    private final NtpClock clock;

    private HeadlessPeers(MediaEngine engine) {
        this.engine = engine;
        long unixNanos = Instant.now().toEpochMilli() * 1_000_000;
        this.clock = new NtpClock(unixNanos - System.nanoTime());
        this.settings =
                new PeerSettings(
                        IceSettings.defaults(),
                        DtlsSettings.defaults(),
                        DtlsCertificate.generate(random, Instant.now()),
                        SctpSettings.defaults(),
                        true,
                        PeerSettings.Media.defaults());
    }

    /**
     * Opens the sockets on every IPv4 address of the machine, loopback included, and starts.
     *
     * @param loops threads that carry the peers
     */
    public static HeadlessPeers start(int loops) throws IOException {
        return start(loops, List.of());
    }

    /**
     * The same on some interfaces only.
     *
     * @param interfaces name or address prefixes; empty for all
     */
    public static HeadlessPeers start(int loops, List<String> interfaces) throws IOException {
        Interfaces chosen = new Interfaces(false, false, interfaces, List.of(), true);
        EngineSettings engine =
                new EngineSettings(
                        EngineSettings.Loops.spread(loops), chosen, PORTS, false, 0, PortKind.AUTO);
        return new HeadlessPeers(MediaEngine.start(engine));
    }

    /** A client that has not negotiated anything yet. */
    public HeadlessPeer create() {
        return new HeadlessPeer(this);
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

    @Override
    public void close() {
        engine.close();
    }
}
