package io.cardea.spi;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Kinds of event that event handlers are told, with the numbers and words of the Janus API. */
public enum EventType {
    SESSION(1, "sessions", "Sessions"),
    HANDLE(2, "handles", "Handles"),
    EXTERNAL(4, "external", "External"),
    JSEP(8, "jsep", "Jsep"),
    WEBRTC(16, "webrtc", "WebRTC"),
    MEDIA(32, "media", "Media"),
    PLUGIN(64, "plugins", "Plugins"),
    TRANSPORT(128, "transports", "Transports"),
    CORE(256, "core", "Core");

    private final int number;
    private final String label;
    private final String displayName;

    EventType(int number, String label, String displayName) {
        this.number = number;
        this.label = label;
        this.displayName = displayName;
    }

    /** The {@code type} of an event. */
    public int number() {
        return number;
    }

    /** The word in configurations and topics. */
    public String label() {
        return label;
    }

    /** The word for people. */
    public String displayName() {
        return displayName;
    }

    /** That of a {@code type}. */
    public static Optional<EventType> of(long number) {
        for (EventType type : values()) {
            if (type.number == number) return Optional.of(type);
        }
        return Optional.empty();
    }

    /**
     * Those of a configuration's {@code events}: labels with commas between them, {@code all} or
     * {@code none}. Words that are no label are passed over.
     */
    public static Set<EventType> list(String words) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String word : words.toLowerCase(Locale.ROOT).split(",", -1)) {
            String wanted = word.strip();
            if (wanted.equals("none")) return EnumSet.noneOf(EventType.class);
            if (wanted.equals("all")) return EnumSet.allOf(EventType.class);
            for (EventType type : values()) {
                if (type.label.equals(wanted)) types.add(type);
            }
        }
        return types;
    }
}
