package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.MediaDescription.Bandwidth;
import io.cardea.rtc.sdp.SessionDescription.Connection;
import io.cardea.rtc.sdp.SessionDescription.Origin;
import io.cardea.rtc.sdp.SessionDescription.Timing;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a session description line by line (RFC 8866).
 *
 * <p>Stateless: any thread. What it tolerates and what it says when it refuses is what clients of
 * the Janus API know: numbers wrap, unknown lines are skipped, only the lines named in the error
 * texts must be well-formed.
 */
public final class SdpParser {
    /** Longest description taken, in characters. */
    public static final int MAX_LENGTH = 1 << 20;

    /** Longest {@code m=} line, in characters. */
    public static final int MAX_MEDIA_LINE = 200;

    /** Most m-lines in a description. */
    public static final int MAX_MEDIA = 1_024;

    /** Longest error text. */
    static final int MAX_ERROR = 511;

    private static final int MIN_LINE = 3;

    /** More digits than that are as many as infinitely many. */
    private static final int MAX_DIGITS = 40;

    private static final Pattern VERSION = Pattern.compile("v=\\s*[+-]?\\d.*");
    private static final Pattern ORIGIN =
            Pattern.compile(
                    "o=\\s*(\\S+)\\s+([+-]?\\d+)\\s+([+-]?\\d+)\\s+IN\\s+(\\S+)\\s+(\\S+).*");
    private static final Pattern TIMING = Pattern.compile("t=\\s*([+-]?\\d+)\\s+([+-]?\\d+).*");
    private static final Pattern CONNECTION = Pattern.compile("c=\\s*IN\\s+(\\S+)\\s+(\\S+).*");
    private static final Pattern MEDIA =
            Pattern.compile("m=(\\S+)\\s+([+-]?\\d+)\\s+(\\S+)(?:\\s+(.*))?");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Optional<Origin> origin = Optional.empty();
    private Optional<String> name = Optional.empty();
    private Optional<Timing> timing = Optional.empty();
    private final SessionDescription session =
            new SessionDescription(
                    new Origin("-", 0, 0, Connection.of("0.0.0.0")),
                    SessionDescription.DEFAULT_NAME);

    private SdpParser() {}

    /**
     * Reads a description whose lines end in CRLF or LF.
     *
     * @throws SdpException of kind {@code SYNTAX}
     */
    public static SessionDescription parse(String text) {
        if (!text.startsWith("v=")) throw refused("Invalid SDP (doesn't start with v=)");
        if (text.length() > MAX_LENGTH) {
            throw refused("Invalid SDP (too long): " + text.length());
        }
        return new SdpParser().parseLines(text);
    }

    private SessionDescription parseLines(String text) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) end = text.length();
            int stop = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            if (stop > start) line(text.substring(start, stop));
            start = end + 1;
        }
        if (origin.isEmpty() || name.isEmpty() || session.media().isEmpty()) {
            throw refused("Missing mandatory lines (o=, s= or m=)");
        }
        session.replaceOrigin(origin.get());
        session.rename(name.get());
        timing.ifPresent(session::replaceTiming);
        return session;
    }

    private void line(String line) {
        if (line.length() < MIN_LINE) {
            throw refused("Invalid line (" + line.length() + " bytes): " + line);
        }
        if (line.charAt(1) != '=') {
            throw refused("Invalid line (2nd char is not '='): " + line);
        }
        if (line.charAt(0) == 'm') {
            media(line);
        } else if (session.media().isEmpty()) {
            sessionLine(line);
        } else {
            mediaLine(line, session.media().getLast());
        }
    }

    private void sessionLine(String line) {
        switch (line.charAt(0)) {
            case 'v' -> match(VERSION, line, "v");
            case 'o' -> origin(line);
            case 's' -> {
                if (name.isPresent()) throw refused("Multiple s= lines: " + line);
                name = Optional.of(line.substring(2));
            }
            case 't' -> {
                Matcher m = match(TIMING, line, "t");
                timing = Optional.of(new Timing(unsigned64(m.group(1)), unsigned64(m.group(2))));
            }
            case 'c' -> {
                if (session.connection().isPresent()) {
                    throw refused("Multiple global c= lines: " + line);
                }
                session.replaceConnection(Optional.of(connection(line)));
            }
            case 'a' -> session.attributes().add(attribute(line));
            default -> {
                // RFC 8866, 5: unknown types are skipped; so are those that mean nothing to us.
            }
        }
    }

    private static void mediaLine(String line, MediaDescription media) {
        switch (line.charAt(0)) {
            case 'c' -> {
                if (media.connection().isPresent()) {
                    throw refused("Multiple m-line c= lines: " + line);
                }
                media.replaceConnection(Optional.of(connection(line)));
            }
            case 'b' -> bandwidth(line, media);
            case 'a' -> {
                Attribute attribute = attribute(line);
                Direction.of(attribute.toString())
                        .ifPresentOrElse(
                                media::replaceDirection, () -> media.attributes().add(attribute));
            }
            default -> {
                // RFC 8866, 5: skipped.
            }
        }
    }

    private void origin(String line) {
        if (origin.isPresent()) throw refused("Multiple o= lines: " + line);
        Matcher m = match(ORIGIN, line, "o");
        origin =
                Optional.of(
                        new Origin(
                                m.group(1),
                                unsigned64(m.group(2)),
                                unsigned64(m.group(3)),
                                address(m.group(4), m.group(5), line)));
    }

    private static Connection connection(String line) {
        Matcher m = match(CONNECTION, line, "c");
        return address(m.group(1), m.group(2), line);
    }

    private static Connection address(String type, String address, String line) {
        boolean ipv6 = type.equalsIgnoreCase("IP6");
        if (!ipv6 && !type.equalsIgnoreCase("IP4")) {
            throw refused(
                    "Invalid "
                            + line.charAt(0)
                            + "= line (unsupported protocol "
                            + type
                            + "): "
                            + line);
        }
        return new Connection(ipv6, address);
    }

    private void media(String line) {
        if (line.length() > MAX_MEDIA_LINE) {
            throw refused("Invalid m= line (too long): " + line.length());
        }
        Matcher m = match(MEDIA, line, "m");
        MediaKind kind =
                switch (m.group(1)) {
                    case "audio" -> MediaKind.AUDIO;
                    case "video" -> MediaKind.VIDEO;
                    case "application" -> MediaKind.DATA;
                    default -> throw refused("Invalid m= line: " + line);
                };
        if (m.group(4) == null) {
            throw refused("Invalid m= line (no payload types/formats): " + line);
        }
        if (session.media().size() == MAX_MEDIA) {
            throw refused("Invalid SDP (too many m-lines): " + MAX_MEDIA);
        }
        int port = (int) (unsigned64(m.group(2)) & 0xFFFF);
        var media = new MediaDescription(kind, port, m.group(3));
        media.formats().addAll(tokens(m.group(4)));
        if (media.formats().isEmpty()) {
            throw refused("Invalid m= line (no payload types/formats): " + line);
        }
        session.media().add(media);
    }

    private static void bandwidth(String line, MediaDescription media) {
        String value = line.substring(2);
        int colon = value.indexOf(':');
        if (colon < 1 || colon == value.length() - 1) throw refused("Invalid b= line: " + value);
        String type = value.substring(0, colon);
        boolean known = type.equals("AS") || type.equals("TIAS");
        if (known && media.bandwidth().isEmpty()) {
            long rate = leadingNumber(value.substring(colon + 1));
            media.replaceBandwidth(Optional.of(new Bandwidth(type, rate)));
        }
    }

    private static Attribute attribute(String line) {
        String text = line.substring(2);
        int colon = text.indexOf(':');
        if (colon < 0) return Attribute.of(text);
        if (colon == 0 || colon == text.length() - 1) throw refused("Invalid a= line: " + text);
        return Attribute.of(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The words of a line. */
    static List<String> tokens(String text) {
        return SPACES.splitAsStream(text).filter(token -> !token.isEmpty()).toList();
    }

    private static Matcher match(Pattern pattern, String line, String type) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) throw refused("Invalid " + type + "= line: " + line);
        return matcher;
    }

    /** As C reads an unsigned number: a sign wraps, too large a number saturates. */
    private static long unsigned64(String digits) {
        if (digits.length() > MAX_DIGITS) return -1;
        BigInteger value = new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits);
        if (value.bitLength() > Long.SIZE) return -1;
        return value.longValue();
    }

    private static long leadingNumber(String text) {
        int end = 0;
        while (end < text.length() && end < 18 && Character.digit(text.charAt(end), 10) >= 0) {
            end++;
        }
        return end == 0 ? 0 : Long.parseLong(text.substring(0, end));
    }

    private static SdpException refused(String message) {
        boolean tooLong = message.length() > MAX_ERROR;
        return SdpException.syntax(tooLong ? message.substring(0, MAX_ERROR) : message);
    }

    /** Whether a text contains another, whatever the case. */
    static boolean containsIgnoringCase(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
