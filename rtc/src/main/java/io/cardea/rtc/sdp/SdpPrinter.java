package io.cardea.rtc.sdp;

import io.cardea.rtc.sdp.SessionDescription.Origin;

/** Writes descriptions, each line ending in CRLF, the lines in the order of RFC 8866, 5. */
final class SdpPrinter {
    private static final int TYPICAL_LENGTH = 4_096;

    private SdpPrinter() {}

    static String print(SessionDescription session) {
        var out = new StringBuilder(TYPICAL_LENGTH);
        line(out, "v=", "0");
        line(out, "o=", origin(session.origin()));
        line(out, "s=", session.name());
        session.connection().ifPresent(connection -> line(out, "c=", connection.toString()));
        line(out, "t=", session.timing().start() + " " + session.timing().stop());
        for (Attribute attribute : session.attributes()) {
            line(out, "a=", attribute.toString());
        }
        for (MediaDescription media : session.media()) {
            print(out, media);
        }
        return out.toString();
    }

    private static void print(StringBuilder out, MediaDescription media) {
        out.append("m=").append(media.type()).append(' ').append(media.port());
        out.append(' ').append(media.proto());
        for (String format : media.formats()) {
            out.append(' ').append(format);
        }
        out.append("\r\n");
        media.connection().ifPresent(connection -> line(out, "c=", connection.toString()));
        media.bandwidth().ifPresent(b -> line(out, "b=", b.type() + ":" + b.value()));
        line(out, "a=", media.direction().word());
        for (Attribute attribute : media.attributes()) {
            line(out, "a=", attribute.toString());
        }
    }

    private static String origin(Origin origin) {
        return origin.username()
                + " "
                + Long.toUnsignedString(origin.sessionId())
                + " "
                + Long.toUnsignedString(origin.version())
                + " "
                + origin.address();
    }

    private static void line(StringBuilder out, String type, String value) {
        out.append(type).append(value).append("\r\n");
    }
}
