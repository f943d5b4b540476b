package io.cardea.rtc.sdp;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an {@code rtpmap} attribute says (RFC 8866, 6.6).
 *
 * @param encoding {@code opus/48000/2} and the like, as written
 */
record Rtpmap(int payloadType, String encoding) {
    static final int MAX_PAYLOAD_TYPE = 127;

    /** The rtpmap of an attribute's value; empty when it makes no sense. */
    static Optional<Rtpmap> parse(String value) {
        List<String> tokens = SdpParser.tokens(value);
        if (tokens.size() < 2 || !isPayloadType(tokens.get(0))) return Optional.empty();
        return Optional.of(new Rtpmap(Integer.parseInt(tokens.get(0)), tokens.get(1)));
    }

    /**
     * The rtpmaps of those of an m-line's formats that have one, in the order of the attributes.
     */
    static List<Rtpmap> of(MediaDescription media) {
        var seen = new HashSet<Integer>();
        return media.attributes().values("rtpmap").stream()
                .flatMap(value -> parse(value).stream())
                .filter(map -> media.formats().contains(Integer.toString(map.payloadType)))
                .filter(map -> seen.add(map.payloadType))
                .toList();
    }

    static Optional<Rtpmap> of(MediaDescription media, int payloadType) {
        return media.attributes().values("rtpmap").stream()
                .flatMap(value -> parse(value).stream())
                .filter(map -> map.payloadType == payloadType)
                .findFirst();
    }

    /** Whether the encoding begins like that, whatever the case. */
    boolean is(String prefix) {
        return encoding.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** The encoding's name in lower case. */
    String name() {
        int slash = encoding.indexOf('/');
        String name = slash < 0 ? encoding : encoding.substring(0, slash);
        return name.toLowerCase(Locale.ROOT);
    }

    int clockRate() {
        return number(1, 0);
    }

    int channels() {
        return number(2, 1);
    }

    private int number(int part, int fallback) {
        String[] parts = encoding.split("/", -1);
        if (parts.length <= part) return fallback;
        try {
            return Integer.parseUnsignedInt(parts[part]);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    static boolean isPayloadType(String format) {
        if (format.isEmpty() || format.length() > 3) return false;
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) < '0' || format.charAt(i) > '9') return false;
        }
        return Integer.parseInt(format) <= MAX_PAYLOAD_TYPE;
    }

    /** The parameters of a payload type, from the first fmtp line that has them. */
    static Optional<String> fmtp(MediaDescription media, int payloadType) {
        String prefix = payloadType + " ";
        return media.attributes().values("fmtp").stream()
                .filter(value -> value.startsWith(prefix))
                .map(value -> value.substring(prefix.length()).strip())
                .findFirst();
    }
}
