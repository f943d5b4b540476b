package io.cardea.tools.load.scenario;

import io.cardea.server.config.Jcfg;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.tools.load.peer.MediaPlan;
import io.cardea.tools.load.peer.ReceivePlan;
import io.cardea.tools.load.peer.ReceivePlan.Feedback;
import io.cardea.tools.load.peer.Suite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads a {@link Plan} from a scenario file, in the syntax of the server's configuration, with what
 * the command line says put over it.
 *
 * <p>Everything has a default; a name that is not known is an error, which says file and line.
 */
public final class PlanFile {
    private static final Map<String, List<String>> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put(
                "",
                List.of(
                        "scenario",
                        "rooms",
                        "publishers",
                        "viewers",
                        "rate",
                        "stay",
                        "warmup",
                        "duration",
                        "media",
                        "receive",
                        "network"));
        KNOWN.put(
                "media",
                List.of("video", "bitrate", "packet", "framerate", "keyframe", "layers", "audio"));
        KNOWN.put("receive", List.of("feedback", "nack", "sample", "loss", "delay"));
        KNOWN.put("network", List.of("srtp", "loops", "gather", "address"));
    }

    private final Settings root;
    private final Map<String, String> over;

    private PlanFile(Settings root, Map<String, String> over) {
        this.root = root;
        this.over = over;
    }

    /**
     * Reads a file.
     *
     * @param over values by key, such as {@code media.bitrate}, that go before the file's
     * @throws SettingsException for what is not well-formed, not known or out of range
     */
    public static Plan read(Path file, Map<String, String> over) {
        return of(Jcfg.read(file), over);
    }

    /** A plan without a file: defaults, and what is put over them. */
    public static Plan of(Map<String, String> over) {
        return of(Settings.group("command line", 0), over);
    }

    static Plan of(Settings root, Map<String, String> over) {
        check(root, "");
        return new PlanFile(root, over).plan();
    }

    private static void check(Settings group, String name) {
        List<String> known = KNOWN.getOrDefault(name, List.of());
        group.members()
                .forEach((key, value) -> {
                    if (!known.contains(key.toLowerCase(Locale.ROOT))) {
                        throw new SettingsException(
                                value.where(), key, "not known here; known are " + known);
                    }
                    if (name.isEmpty() && KNOWN.containsKey(key.toLowerCase(Locale.ROOT))) {
                        if (!value.isGroup()) {
                            throw new SettingsException(
                                    value.where(), key, "a group in braces is wanted");
                        }
                        check(value, key.toLowerCase(Locale.ROOT));
                    } else if (!value.isScalar()) {
                        throw new SettingsException(value.where(), key, "a single value is wanted");
                    }
                });
    }

    private Plan plan() {
        Plan usual = Plan.defaults();
        return new Plan(
                choice("scenario", Stock.values(), usual.scenario()),
                size(usual.size()),
                pace(usual.pace()),
                media(usual.media()),
                receive(usual.receive()),
                network(usual.network()));
    }

    private Plan.Size size(Plan.Size usual) {
        return within(
                "rooms",
                () ->
                        new Plan.Size(
                                (int) integer("rooms", usual.rooms()),
                                (int) integer("publishers", usual.publishers()),
                                (int) integer("viewers", usual.viewers())));
    }

    private Plan.Pace pace(Plan.Pace usual) {
        return within(
                "rate",
                () ->
                        new Plan.Pace(
                                real("rate", usual.rate()),
                                seconds("stay", usual.stay()),
                                seconds("warmup", usual.warmup()),
                                seconds("duration", usual.duration())));
    }

    private MediaPlan media(MediaPlan usual) {
        return within(
                "media",
                () ->
                        new MediaPlan(
                                text("media.video", usual.video()).toLowerCase(Locale.ROOT),
                                integer("media.bitrate", usual.bitrate()),
                                (int) integer("media.packet", usual.packetBytes()),
                                (int) integer("media.framerate", usual.frameRate()),
                                (int) integer("media.keyframe", usual.keyframeFactor()),
                                (int) integer("media.layers", usual.layers()),
                                bool("media.audio", usual.audio())));
    }

    private ReceivePlan receive(ReceivePlan usual) {
        return within(
                "receive",
                () ->
                        new ReceivePlan(
                                choice("receive.feedback", Feedback.values(), usual.feedback()),
                                bool("receive.nack", usual.nack()),
                                (int) integer("receive.sample", usual.sampleEvery()),
                                real("receive.loss", usual.lossPercent()),
                                Duration.ofMillis(
                                        integer("receive.delay", usual.delay().toMillis()))));
    }

    private Plan.Network network(Plan.Network usual) {
        return within(
                "network",
                () ->
                        new Plan.Network(
                                choice("network.srtp", Suite.values(), usual.suite()),
                                (int) integer("network.loops", usual.loops()),
                                millis("network.gather", usual.gather()),
                                Optional.of(text("network.address", ""))
                                        .filter(t -> !t.isEmpty())));
    }

    /** What is out of range is told with the place of the group. */
    private <T> T within(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            String place = root.get(key).map(Settings::where).orElse(root.where());
            throw new SettingsException(place, key, String.valueOf(e.getMessage()));
        }
    }

    // ---- Single values ----

    private Optional<String> find(String key) {
        if (over.containsKey(key)) return Optional.of(over.get(key));
        return setting(key).flatMap(Settings::text);
    }

    private Optional<Settings> setting(String key) {
        int dot = key.indexOf('.');
        if (dot < 0) return root.get(key);
        return root.section(key.substring(0, dot)).get(key.substring(dot + 1));
    }

    private String place(String key) {
        if (over.containsKey(key)) return "command line";
        return setting(key).map(Settings::where).orElse(root.where());
    }

    private <T> T value(String key, T usual, String wanted, Function<String, T> reader) {
        Optional<String> text = find(key);
        if (text.isEmpty()) return usual;
        try {
            return reader.apply(text.get().trim());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    place(key), key, "'" + text.get() + "' instead of " + wanted);
        }
    }

    private String text(String key, String usual) {
        return find(key).orElse(usual);
    }

    private long integer(String key, long usual) {
        return value(key, usual, "a whole number", text -> (long) Integer.parseInt(text));
    }

    private double real(String key, double usual) {
        return value(key, usual, "a number", Double::parseDouble);
    }

    private Duration seconds(String key, Duration usual) {
        return value(
                key,
                usual,
                "seconds",
                text -> Duration.ofMillis((long) (Double.parseDouble(text) * 1_000)));
    }

    private Duration millis(String key, Duration usual) {
        return value(
                key,
                usual,
                "milliseconds",
                text -> Duration.ofNanos((long) (Double.parseDouble(text) * 1e6)));
    }

    private boolean bool(String key, boolean usual) {
        return value(
                key,
                usual,
                "true or false",
                text ->
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "true", "yes", "on" -> true;
                            case "false", "no", "off" -> false;
                            default -> throw new IllegalArgumentException(text);
                        });
    }

    private <T extends Enum<T>> T choice(String key, T[] values, T usual) {
        String words = Arrays.toString(values).toLowerCase(Locale.ROOT);
        return value(
                key,
                usual,
                "one of " + words,
                text -> {
                    for (T each : values) {
                        if (each.name().equalsIgnoreCase(text)) return each;
                    }
                    throw new IllegalArgumentException(text);
                });
    }
}
