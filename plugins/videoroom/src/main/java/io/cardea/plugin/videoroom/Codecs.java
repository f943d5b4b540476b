package io.cardea.plugin.videoroom;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The codecs that rooms know, by kind. */
final class Codecs {
    static final List<String> AUDIO =
            List.of(
                    "opus",
                    "multiopus",
                    "isac32",
                    "isac16",
                    "pcmu",
                    "pcma",
                    "g722",
                    "l16-48",
                    "l16");
    static final List<String> VIDEO = List.of("vp8", "vp9", "h264", "av1", "h265");

    /** A room has at most so many of each kind; what comes after is ignored. */
    static final int LIMIT = 5;

    private Codecs() {}

    static List<String> of(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> AUDIO;
            case VIDEO -> VIDEO;
            case DATA -> List.of();
        };
    }

    /**
     * The codecs of a comma-separated list, in its order.
     *
     * @throws RoomError if one is not known
     */
    static List<String> strict(MediaKind kind, String text) {
        List<String> codecs = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            String codec = word.toLowerCase(Locale.ROOT);
            if (!of(kind).contains(codec)) throw RoomError.invalid(complaint(kind));
            if (codecs.size() < LIMIT && !codecs.contains(codec)) codecs.add(codec);
        }
        return codecs;
    }

    /** The same without complaints: unknown ones are left out. */
    static List<String> lenient(MediaKind kind, String text) {
        List<String> codecs = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            String codec = word.trim().toLowerCase(Locale.ROOT);
            if (of(kind).contains(codec) && codecs.size() < LIMIT && !codecs.contains(codec)) {
                codecs.add(codec);
            }
        }
        return codecs;
    }

    private static String complaint(MediaKind kind) {
        return kind == MediaKind.AUDIO
                ? "Invalid element (audiocodec can only be or contain opus, isac32, isac16, pcmu,"
                        + " pcma or g722)"
                : "Invalid element (videocodec can only be or contain vp8, vp9, av1, h264 or h265)";
    }
}
