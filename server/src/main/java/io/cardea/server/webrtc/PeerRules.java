package io.cardea.server.webrtc;

import io.cardea.media.EngineSettings;
import io.cardea.media.PortPolicy;
import io.cardea.media.PortRange;
import io.cardea.media.port.PortKind;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.ice.TurnServer;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.server.config.MediaSettings;
import io.cardea.server.config.NatSettings;
import io.cardea.server.config.ServerSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What the server's settings mean to the media engine and to peers. */
public final class PeerRules {
    private PeerRules() {}

    /** The loops and ports. */
    public static EngineSettings engine(ServerSettings settings) {
        MediaSettings media = settings.media();
        NatSettings nat = settings.nat();
        EngineSettings.Interfaces interfaces =
                new EngineSettings.Interfaces(
                        media.ipv6().enabled(),
                        media.ipv6().linkLocal(),
                        nat.interfaces().enforced(),
                        nat.interfaces().ignored(),
                        nat.interfaces().enforced().stream().anyMatch(PeerRules::isLoopback));
        return new EngineSettings(
                new EngineSettings.Loops(
                        settings.sessions().eventLoops(), settings.sessions().loopPeers()),
                interfaces,
                media.portRange().map(PeerRules::perPeer).orElse(new PortPolicy.Shared(0)),
                nat.ice().tcp(),
                media.dscp(),
                PortKind.AUTO);
    }

    private static boolean isLoopback(String wanted) {
        return wanted.equals("lo") || wanted.startsWith("127.") || wanted.equals("::1");
    }

    private static PortPolicy perPeer(MediaSettings.PortRange range) {
        return new PortPolicy.PerPeer(new PortRange(Math.max(1, range.first()), range.last()));
    }

    /**
     * What all peers have in common.
     *
     * @throws UnknownHostException if a STUN or TURN server has no address and that matters
     */
    public static PeerSettings peers(ServerSettings settings, DtlsCertificate certificate)
            throws UnknownHostException {
        MediaSettings media = settings.media();
        DtlsSettings usual = DtlsSettings.defaults();
        return new PeerSettings(
                ice(settings),
                new DtlsSettings(
                        media.dtlsMtu(),
                        settings.certificates().acceptSelfSigned(),
                        usual.resend(),
                        usual.timeout(),
                        usual.profiles(),
                        usual.clock()),
                certificate,
                SctpSettings.defaults(),
                media.encrypted(),
                new PeerSettings.Media(
                        (int) media.feedback().minNackQueue().toMillis(),
                        media.feedback().nackOptimizations(),
                        (int) media.feedback().twccPeriod().toMillis(),
                        (int) media.silence().toSeconds(),
                        media.slowLinkThreshold(),
                        settings.nat().ice().hangupOnFailed()));
    }

    private static IceSettings ice(ServerSettings settings) throws UnknownHostException {
        NatSettings nat = settings.nat();
        NatSettings.Ice ice = nat.ice();
        List<TransportAddress> mapped = new ArrayList<>();
        for (String address : nat.publicAddresses()) {
            mapped.add(TransportAddress.of(Protocol.UDP, InetAddress.getByName(address), 0));
        }
        return IceSettings.defaults()
                .withLite(ice.lite())
                .withKeepalive(ice.keepAliveByChecks(), ice.consentFreshness())
                .withAggressiveNomination(ice.aggressive())
                .withTransports(settings.media().ipv6().enabled(), ice.tcp())
                .withIgnoreMdns(ice.ignoreMdns())
                .withNat11(mapped, nat.keepPrivateHost())
                .withServers(stun(nat), turn(nat));
    }

    private static List<TransportAddress> stun(NatSettings nat) throws UnknownHostException {
        if (nat.stun().isEmpty()) return List.of();
        NatSettings.StunServer server = nat.stun().get();
        return resolve(nat, server.host(), server.port(), Protocol.UDP);
    }

    private static List<TurnServer> turn(NatSettings nat) throws UnknownHostException {
        if (nat.turn().isEmpty()) return List.of();
        NatSettings.TurnServer server = nat.turn().get();
        boolean tls = server.type().equals("tls");
        Protocol protocol = server.type().equals("udp") ? Protocol.UDP : Protocol.TCP;
        return resolve(nat, server.host(), server.port(), protocol).stream()
                .map(address ->
                        new TurnServer(
                                address,
                                tls,
                                server.user().orElse(""),
                                server.password().orElse("")))
                .toList();
    }

    private static List<TransportAddress> resolve(
            NatSettings nat, String host, int port, Protocol protocol) throws UnknownHostException {
        try {
            return List.of(TransportAddress.of(protocol, InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            if (nat.ignoreUnreachable()) return List.of();
            throw e;
        }
    }
}
