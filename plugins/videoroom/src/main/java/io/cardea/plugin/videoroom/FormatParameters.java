package io.cardea.plugin.videoroom;

import java.util.Locale;
import java.util.Optional;

/** The {@code fmtp} line of a codec (RFC 8866, 6.15). */
final class FormatParameters {
    private FormatParameters() {}

    /** The value of a parameter. */
    static Optional<String> find(String fmtp, String name) {
        for (String pair : fmtp.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).trim().equalsIgnoreCase(name)) {
                return Optional.of(pair.substring(equals + 1).trim());
            }
        }
        return Optional.empty();
    }

    /** Whether a parameter is 1. */
    static boolean is(String fmtp, String name) {
        return find(fmtp, name).filter(value -> value.equals("1")).isPresent();
    }

    /** The profile of H.264 or VP9, lower case. */
    static Optional<String> profile(String codec, String fmtp) {
        return switch (codec) {
            case "h264" ->
                    find(fmtp, "profile-level-id").map(text -> text.toLowerCase(Locale.ROOT));
            case "vp9" -> find(fmtp, "profile-id");
            default -> Optional.empty();
        };
    }

    /** What opus may do, as Janus writes it. */
    static String opus(StreamFormat.Opus opus) {
        StringBuilder text = new StringBuilder();
        append(text, opus.fec(), "useinbandfec=1");
        append(text, opus.dtx(), "usedtx=1");
        append(text, opus.stereo(), "stereo=1");
        return text.toString();
    }

    private static void append(StringBuilder text, boolean on, String parameter) {
        if (!on) return;
        if (!text.isEmpty()) text.append(';');
        text.append(parameter);
    }
}
