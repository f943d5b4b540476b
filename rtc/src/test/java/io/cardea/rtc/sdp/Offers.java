package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Answerer.Choice;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.sdp.Negotiation.Remote;
import io.cardea.rtc.sdp.Negotiation.RemoteJsep;
import io.cardea.rtc.sdp.Negotiation.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Descriptions to test with, and a plugin that answers as EchoTest does. */
final class Offers {
    static final String FINGERPRINT = "a=fingerprint:sha-256 4A:14:6F:16";
    static final List<String> TRANSPORT =
            List.of(
                    "a=ice-ufrag:wOfI",
                    "a=ice-pwd:t3e2c5Q848EPRHzb",
                    FINGERPRINT,
                    "a=setup:actpass");
    static final List<String> OPUS =
            List.of("a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1");
    static final List<String> VP8 =
            List.of(
                    "a=rtpmap:96 VP8/90000",
                    "a=rtcp-fb:96 nack",
                    "a=rtcp-fb:96 nack pli",
                    "a=rtpmap:97 rtx/90000",
                    "a=fmtp:97 apt=96");
    static final String FID = "a=ssrc-group:FID 1111111 2222222";
    static final String RID = "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    static final List<String> ECHO_EXTENSIONS =
            List.of(
                    RtpExtension.MID.uri(),
                    RtpExtension.RID.uri(),
                    RtpExtension.REPAIRED_RID.uri(),
                    RtpExtension.AUDIO_LEVEL.uri(),
                    RtpExtension.VIDEO_ORIENTATION.uri(),
                    RtpExtension.PLAYOUT_DELAY.uri(),
                    RtpExtension.TRANSPORT_WIDE_CC.uri(),
                    RtpExtension.DEPENDENCY_DESCRIPTOR.uri());

    private static final Pattern SSRC = Pattern.compile("(ssrc:|FID )(\\d+)( \\d+)?");

    private Offers() {}

    @SafeVarargs
    static String offer(List<String>... media) {
        return offerWith(List.of("t=0 0", "a=group:BUNDLE 0 1"), media);
    }

    @SafeVarargs
    static String offerWith(List<String> session, List<String>... media) {
        var lines = new ArrayList<String>();
        lines.add("v=0");
        lines.add("o=- 123 2 IN IP4 127.0.0.1");
        lines.add("s=-");
        lines.addAll(session);
        for (List<String> each : media) {
            lines.addAll(each);
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    static List<String> audio(String mid, String... more) {
        return media("m=audio 9 UDP/TLS/RTP/SAVPF 111", mid, OPUS, more);
    }

    static List<String> video(String mid, String... more) {
        return media("m=video 9 UDP/TLS/RTP/SAVPF 96 97", mid, VP8, more);
    }

    static List<String> data(String mid, String... more) {
        String m = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel";
        return media(m, mid, List.of("a=sctp-port:5000"), more);
    }

    static List<String> media(String m, String mid, List<String> body, String... more) {
        var lines = new ArrayList<String>();
        lines.add(m);
        lines.add("c=IN IP4 0.0.0.0");
        lines.addAll(TRANSPORT);
        if (!mid.isEmpty()) lines.add("a=mid:" + mid);
        if (!m.startsWith("m=application")) lines.add("a=rtcp-mux");
        lines.addAll(body);
        lines.addAll(List.of(more));
        return lines;
    }

    /** The same m-line without a line, or with it changed. */
    static List<String> with(List<String> media, UnaryOperator<String> change) {
        return media.stream().map(change).filter(line -> !line.isEmpty()).toList();
    }

    static List<String> without(List<String> media, String prefix) {
        return with(media, line -> line.startsWith(prefix) ? "" : line);
    }

    static Negotiation negotiation() {
        return new Negotiation(Settings.defaults(), new Random(1));
    }

    static RemoteJsep jsep(boolean offer, String sdp) {
        return new RemoteJsep(offer, sdp, true, RidOrder.HIGHEST_FIRST, List.of());
    }

    static LocalTransport transport(String ufrag) {
        return new LocalTransport(
                ufrag,
                "password",
                "203.0.113.5",
                Optional.of(new Fingerprint("sha-256", "AA:BB")),
                false,
                List.of("candidate:1 1 udp 2015363327 203.0.113.5 40000 typ host"),
                true);
    }

    /** Applies an offer and answers it as EchoTest does. */
    static String echo(Negotiation negotiation, String offer) {
        return echo(negotiation, offer, Map.of());
    }

    static String echo(Negotiation negotiation, String offer, Map<String, String> wishes) {
        Remote remote = negotiation.applyRemote(jsep(true, offer));
        return negotiation.localAnswer(
                echo(remote.sdp(), wishes), transport(remote.iceRestart() ? "new1" : "abcd"));
    }

    /** EchoTest's answer: all is taken, but the first m-line of a kind isn't sent for nothing. */
    static SessionDescription echo(SessionDescription offer, Map<String, String> wishes) {
        var seen = new HashMap<String, AtomicInteger>();
        return Answerer.answer(
                offer,
                "",
                line -> {
                    int nth =
                            seen.computeIfAbsent(line.kind(), kind -> new AtomicInteger())
                                    .getAndIncrement();
                    boolean first = nth == 0 && line.direction() == Direction.RECVONLY;
                    String codec = wishes.getOrDefault(line.kind(), "");
                    return new Choice(
                            true,
                            codec.isEmpty() ? List.of() : List.of(codec),
                            first ? Direction.INACTIVE : Direction.SENDRECV,
                            wishes.getOrDefault("profile", ""),
                            wishes.containsKey("red"),
                            wishes.containsKey("dtmf"),
                            ECHO_EXTENSIONS,
                            "");
                });
    }

    /** What belongs to an m-line, without the lines that are the same everywhere. */
    static List<String> lines(String sdp, int index) {
        String[] sections = sdp.split("(?=m=)", -1);
        return sections[index + 1]
                .lines()
                .filter(line -> !line.matches("c=.*|a=(rtcp-mux|ice-|candidate|end-of|setup).*"))
                .toList();
    }

    static List<String> sessionLines(String sdp) {
        return sdp.substring(0, sdp.indexOf("m=")).lines().toList();
    }

    static List<String> starting(String sdp, String prefix) {
        return sdp.lines().filter(line -> line.startsWith(prefix)).toList();
    }

    /** With SSRCs numbered in order of appearance. */
    static String normalised(String sdp) {
        var names = new HashMap<String, String>();
        var out = new StringBuilder();
        Matcher matcher = SSRC.matcher(sdp);
        while (matcher.find()) {
            String first = name(names, matcher.group(2));
            String second = matcher.group(3) == null ? "" : " " + name(names, matcher.group(3));
            matcher.appendReplacement(out, matcher.group(1) + first + second);
        }
        return matcher.appendTail(out).toString();
    }

    private static String name(Map<String, String> names, String ssrc) {
        return names.computeIfAbsent(ssrc.strip(), key -> "S" + names.size());
    }

    /** A canned description, with CRLF. */
    static String canned(String name) {
        try (InputStream in = Offers.class.getResourceAsStream(name + ".sdp")) {
            if (in == null) throw new IllegalArgumentException("no resource " + name);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("\r", "").replace("\n", "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
