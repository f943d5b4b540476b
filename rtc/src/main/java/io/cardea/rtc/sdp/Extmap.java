package io.cardea.rtc.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What an {@code extmap} attribute says (RFC 8285, 5).
 *
 * @param direction empty when none is written
 */
record Extmap(int id, Optional<Direction> direction, String uri) {
    private static final int MAX_ID = 255;
    private static final int MAX_ID_DIGITS = 3;
    private static final String ENCRYPTED = "urn:ietf:params:rtp-hdrext:encrypt";

    /** The extmap of an attribute's value; empty when it makes no sense or is encrypted. */
    static Optional<Extmap> parse(String value) {
        List<String> tokens = SdpParser.tokens(value);
        if (tokens.size() < 2 || isEncrypted(value)) return Optional.empty();
        String id = tokens.get(0);
        int slash = id.indexOf('/');
        Optional<Direction> direction = Optional.empty();
        if (slash >= 0) {
            direction = Direction.of(id.substring(slash + 1));
            id = id.substring(0, slash);
        }
        if (!id.matches("\\d{1," + MAX_ID_DIGITS + "}")) return Optional.empty();
        int number = Integer.parseInt(id);
        if (number < 1 || number > MAX_ID) return Optional.empty();
        return Optional.of(new Extmap(number, direction, tokens.get(1)));
    }

    static List<Extmap> of(Attributes attributes) {
        return attributes.values("extmap").stream()
                .flatMap(value -> parse(value).stream())
                .toList();
    }

    /** Whether an attribute is about encrypted header extensions (RFC 6904). */
    static boolean isEncrypted(String value) {
        return value.contains(ENCRYPTED);
    }

    /** The attribute of an answer: same id, the direction as we see it. */
    Attribute mirrored() {
        String suffix =
                direction
                        .map(Direction::reversed)
                        .filter(reversed -> reversed != Direction.SENDRECV)
                        .map(reversed -> "/" + reversed.word())
                        .orElse("");
        return Attribute.of("extmap", id + suffix + " " + uri);
    }
}
