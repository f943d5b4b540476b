package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Answerer;
import io.cardea.rtc.sdp.Direction;
import io.cardea.rtc.sdp.LocalTransport;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.sdp.Negotiation;
import io.cardea.rtc.sdp.Offerer;
import io.cardea.rtc.sdp.RidOrder;
import io.cardea.rtc.sdp.SdpException;
import io.cardea.rtc.sdp.SdpParser;
import io.cardea.rtc.sdp.SessionDescription;
import io.cardea.rtc.sdp.Svc;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Session descriptions, from the text to the peer that has to live with what was agreed.
 *
 * <p>An input is one client's descriptions in order, each behind a line {@code ====}. One whose
 * line is {@code ==== answer} answers an offer of ours; the others are offers.
 */
public final class SdpFuzz {
    private static final int MAX_DESCRIPTIONS = 8;
    private static final Fingerprint FINGERPRINT =
            new Fingerprint("sha-256", "AB" + ":CD".repeat(31));
    private static final List<String> EXTENSIONS =
            Stream.of(RtpExtension.values()).map(RtpExtension::uri).toList();

    private SdpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        List<String> parts = Arrays.asList(new Input(data).text().split("(?m)^====", -1));
        for (String part : parts) {
            printed(part);
        }
        dialogue(parts, new Negotiation.Settings(true, true, true));
        dialogue(parts, new Negotiation.Settings(false, false, false));
    }

    /** What was read prints to something that reads and prints the same. */
    private static void printed(String text) {
        SessionDescription description;
        try {
            description = SdpParser.parse(body(text));
        } catch (SdpException e) {
            require(e.getMessage().length() <= 511, "the complaint is too long");
            return;
        }
        String print = description.print();
        require(SdpParser.parse(print).print().equals(print), "prints as something else");
        require(description.copy().print().equals(print), "the copy differs");
    }

    private static String body(String part) {
        int start = part.indexOf("v=");
        return start < 0 ? part : part.substring(start);
    }

    private static void dialogue(List<String> parts, Negotiation.Settings settings) {
        Negotiation negotiation = new Negotiation(settings, new Random(1));
        Peer peer = Peers.peer(settings.encrypted(), new PacketPool(16), 1);
        peer.gather(List.of(Peers.OURS), List.of(), 0);
        Peers.Drain drain = new Peers.Drain();
        peer.drain(drain);
        int round = 0;
        for (String part : parts) {
            if (++round > MAX_DESCRIPTIONS) break;
            boolean offer = !part.startsWith(" answer");
            try {
                describe(negotiation, offer, body(part), round);
            } catch (SdpException _) {
                // The documented complaint.
                continue;
            }
            negotiation.session().ifPresent(session -> peer.negotiate(session, 0));
            peer.drain(drain);
        }
        peer.close("end", 0);
        peer.drain(drain);
    }

    private static void describe(Negotiation negotiation, boolean offer, String sdp, int round) {
        if (!offer) {
            SdpParser.parse(negotiation.localOffer(ourOffer(round), transport(round)));
        }
        List<Svc> hints = List.of(new Svc(0, "", "L3T3"), new Svc(-1, "1", "L1T2"));
        RidOrder order = (round & 1) == 0 ? RidOrder.HIGHEST_FIRST : RidOrder.LOWEST_FIRST;
        Negotiation.Remote remote =
                negotiation.applyRemote(new Negotiation.RemoteJsep(offer, sdp, true, order, hints));
        if (!offer) return;
        SessionDescription answer = Answerer.answer(remote.sdp(), "", SdpFuzz::choose);
        require(
                answer.media().size() == remote.sdp().media().size(),
                "not one m-line for each offered");
        SdpParser.parse(negotiation.localAnswer(answer, transport(round)));
    }

    private static Answerer.Choice choose(Answerer.Offered offered) {
        return new Answerer.Choice(
                true, List.of(), Direction.SENDRECV, "", true, true, EXTENSIONS, "");
    }

    private static SessionDescription ourOffer(int version) {
        return Offerer.offer(
                "",
                1,
                version,
                List.of(line("audio", "opus"), line("video", "vp8"), line("data", "")));
    }

    private static Offerer.Media line(String kind, String codec) {
        return new Offerer.Media(
                true,
                kind,
                "",
                Direction.SENDRECV,
                codec,
                -1,
                "",
                false,
                Map.of(RtpExtension.MID.uri(), 1),
                "");
    }

    private static LocalTransport transport(int round) {
        return new LocalTransport(
                "ufrag" + round,
                "password".repeat(3),
                "192.0.2.1",
                Optional.of(FINGERPRINT),
                false,
                List.of("candidate:1 1 udp 1 192.0.2.1 5000 typ host"),
                (round & 1) == 0);
    }
}
