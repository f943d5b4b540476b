package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.fail;

import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes descriptions of different runs and servers comparable: what is random or depends on the
 * machine is replaced by a name, equal things by the same name. Everything else has to be equal,
 * the order of lines included.
 *
 * <p>Where Cardea differs from 1.1.2 on purpose, its lines are made those of 1.1.2: header
 * extensions that are newer are left out, and so is transport-wide feedback for audio, which Janus
 * answers since 1.4.0; and it is the DTLS server where the offer leaves the choice.
 */
final class Answers {
    private static final Pattern CANDIDATE =
            Pattern.compile("a=candidate:\\S+ 1 udp \\d+ [0-9a-f.:]+ \\d+ typ host");
    private static final String ABS_SEND_TIME =
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    private static final String TRANSPORT_WIDE = "transport-wide-cc-extensions-01";
    private static final List<String> NEWER_EXTENSIONS =
            List.of(
                    ABS_SEND_TIME,
                    "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
                    "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00");

    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private boolean isAudio;

    private Answers() {}

    /** An answer of Janus 1.1.2. */
    static List<String> ofJanus(String answer) {
        Answers answers = new Answers();
        answer.stripTrailing().lines().forEach(answers::add);
        return answers.lines;
    }

    /** An answer of Cardea to an offer. */
    static List<String> ofCardea(String answer, String offer) {
        Answers answers = new Answers();
        boolean choseRole = offer.contains("a=setup:actpass");
        for (String line : answer.stripTrailing().lines().toList()) {
            if (line.startsWith("m=")) answers.isAudio = line.startsWith("m=audio");
            if (answers.isNewer(line)) continue;
            boolean isRole = choseRole && line.equals("a=setup:passive");
            answers.add(isRole ? "a=setup:active" : line);
        }
        return answers.lines;
    }

    /** A description of a VideoRoom's; what is known has its name there. */
    static List<String> ofRoom(String sdp, String type, Map<String, Json> known) {
        Answers answers = new Answers();
        boolean answer = type.equals("answer");
        for (String line : sdp.stripTrailing().lines().toList()) {
            if (line.startsWith("m=")) answers.isAudio = line.startsWith("m=audio");
            if (Target.get().isCardea() && answers.isNewerInRoom(line, answer)) continue;
            boolean isRole = Target.get().isCardea() && answer && line.equals("a=setup:passive");
            answers.add(isRole ? "a=setup:active" : named(line, known));
        }
        return answers.lines;
    }

    private static String named(String line, Map<String, Json> known) {
        if (line.startsWith("o=")) return "o=ORIGIN";
        String named = line;
        for (Map.Entry<String, Json> each : known.entrySet()) {
            String value =
                    each.getValue().isString() ? each.getValue().string() : "" + each.getValue();
            boolean telling = value.length() > 6;
            if (telling) named = named.replace(value, "$" + each.getKey());
        }
        return named;
    }

    /** Tells only what differs: a whole description hides it. */
    static void assertSame(List<String> wanted, List<String> lines) {
        if (wanted.equals(lines)) return;
        List<String> missing = new ArrayList<>(wanted);
        lines.forEach(missing::remove);
        List<String> extra = new ArrayList<>(lines);
        wanted.forEach(extra::remove);
        boolean onlyOrder = missing.isEmpty() && extra.isEmpty();
        fail("missing " + missing + " extra " + extra + (onlyOrder ? " order " + lines : ""));
    }

    private boolean isNewer(String line) {
        return NEWER_EXTENSIONS.stream().anyMatch(line::endsWith)
                || (isAudio && line.matches("a=rtcp-fb:\\d+ transport-cc"));
    }

    /**
     * VideoRoom 1.1.2 offers abs-send-time, and names the feedback even for audio; but it neither
     * offers nor accepts the numbers there.
     */
    private boolean isNewerInRoom(String line, boolean answer) {
        if (isAudio && line.startsWith("a=extmap:") && line.endsWith(TRANSPORT_WIDE)) return true;
        if (answer) return isNewer(line);
        return isNewer(line) && !line.endsWith(ABS_SEND_TIME) && !line.endsWith(" transport-cc");
    }

    private void add(String line) {
        // Janus 1.1.2 gives Opus's parameter to other codecs too.
        if (line.matches("a=fmtp:[089] useinbandfec=1")) return;
        String normal = normalize(line);
        // One candidate or several: how many addresses a machine has is not the point.
        boolean again = normal.equals("a=candidate:HOST") && normal.equals(lines.getLast());
        if (!again) lines.add(normal);
    }

    private String normalize(String line) {
        if (CANDIDATE.matcher(line).matches()) return "a=candidate:HOST";
        if (line.startsWith("o=")) return line.replaceAll(" IN IP[46] \\S+$", " IN ADDRESS");
        if (line.startsWith("c=")) return line.replaceAll("^c=IN IP[46] \\S+$", "c=IN ADDRESS");
        if (line.matches("a=fingerprint:sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}")) {
            return "a=fingerprint:sha-256 FINGERPRINT";
        }
        if (line.matches("a=ice-ufrag:[A-Za-z0-9+/]{4,}"))
            return named(line, "a=ice-ufrag:", "UFRAG");
        if (line.matches("a=ice-pwd:[A-Za-z0-9+/]{22,}")) return named(line, "a=ice-pwd:", "PWD");
        // Janus 1.1.2 says it once for every audio m-line.
        if (line.startsWith("a=fmtp:")) return line.replaceAll("(;useinbandfec=1)+$", "");
        if (line.startsWith("a=ssrc:")) return ssrc(line);
        if (line.startsWith("a=ssrc-group:")) return group(line);
        return line;
    }

    private String named(String line, String prefix, String kind) {
        return prefix + name(line.substring(prefix.length()), kind);
    }

    private String ssrc(String line) {
        int space = line.indexOf(' ');
        return "a=ssrc:" + name(line.substring(7, space), "SSRC") + line.substring(space);
    }

    private String group(String line) {
        StringBuilder normal = new StringBuilder();
        for (String word : line.split(" ", -1)) {
            boolean isNumber = word.matches("\\d+");
            normal.append(normal.isEmpty() ? "" : " ").append(isNumber ? name(word, "SSRC") : word);
        }
        return normal.toString();
    }

    private String name(String value, String kind) {
        return names.computeIfAbsent(kind + " " + value, _ -> kind + "-" + number(kind));
    }

    private long number(String kind) {
        return names.keySet().stream().filter(k -> k.startsWith(kind + " ")).count() + 1;
    }
}
