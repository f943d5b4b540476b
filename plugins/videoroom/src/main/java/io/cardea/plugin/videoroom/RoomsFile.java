package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import io.cardea.spi.PluginContext;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rooms of the configuration file: read at the start, written when a permanent one changes. Any
 * thread; its own lock keeps writers apart.
 */
final class RoomsFile {
    private static final System.Logger LOG = System.getLogger(RoomsFile.class.getName());
    private static final String GENERAL = "general";
    private static final String PREFIX = "room-";

    /** compat: never written, though read. */
    private static final Set<String> UNSAVED = Set.of("dummy_streams", "dummy_e2ee");

    private static final Set<String> BOOLEANS =
            Set.of(
                    "is_private",
                    "require_pvtid",
                    "signed_tokens",
                    "require_e2ee",
                    "bitrate_cap",
                    "opus_fec",
                    "opus_dtx",
                    "subscriber_bwe",
                    "audiolevel_ext",
                    "audiolevel_event",
                    "videoorient_ext",
                    "playoutdelay_ext",
                    "transport_wide_cc_ext",
                    "record",
                    "lock_record",
                    "notify_joining",
                    "dummy_publisher",
                    "dummy_e2ee");

    private static final Set<String> INTEGERS =
            Set.of(
                    "publishers",
                    "bitrate",
                    "fir_freq",
                    "audio_active_packets",
                    "audio_level_average",
                    "threads");

    private static final Set<String> TEXTS =
            Set.of(
                    "description",
                    "secret",
                    "pin",
                    "vp9_profile",
                    "h264_profile",
                    "rec_dir",
                    "rec_format");

    private final PluginContext context;
    private final Ids ids;
    private final ReentrantLock lock = new ReentrantLock();
    private Settings current;

    RoomsFile(PluginContext context, Ids ids) {
        this.context = context;
        this.ids = ids;
        this.current = context.settings();
    }

    // ---- Reading ----

    /** The rooms that are well-formed; others are complained about. */
    List<Room> read() {
        List<Room> rooms = new ArrayList<>();
        for (Map.Entry<String, Settings> category : current.members().entrySet()) {
            if (category.getKey().equalsIgnoreCase(GENERAL)) continue;
            read(category.getKey(), category.getValue()).ifPresent(rooms::add);
        }
        return rooms;
    }

    /**
     * The file was read again: rooms that are new in it are made by {@code add}; of those that are
     * there, what was changed in the file and may be changed is given to {@code edit}. Rooms that
     * are gone from the file stay.
     *
     * @return the names of the settings that hold now
     */
    Set<String> reload(
            Settings fresh, Predicate<Room> add, Function<Room, Optional<RoomSettings>> edit) {
        lock.lock();
        try {
            Set<String> taken = new HashSet<>();
            for (Map.Entry<String, Settings> category : fresh.members().entrySet()) {
                String name = category.getKey();
                if (name.equalsIgnoreCase(GENERAL)) continue;
                Optional<Room> room = read(name, category.getValue());
                if (room.isEmpty()) continue;
                if (add.test(room.get())) {
                    category.getValue().members().keySet().forEach(k -> taken.add(name + "." + k));
                } else {
                    edit.apply(room.get())
                            .ifPresent(now -> taken.addAll(equal(name, room.get(), now)));
                }
            }
            current = fresh;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** What of a room in the file differs from the last reading. */
    Json changed(Room read) {
        Json now = RoomSettingsJson.write(read.settings());
        Json before =
                former(read.id())
                        .map(old -> RoomSettingsJson.write(settings(old, read)))
                        .orElseGet(Json::object);
        Json changed = Json.object();
        now.members()
                .forEach((key, value) -> {
                    if (!before.get(key).filter(value::equals).isPresent()) changed.put(key, value);
                });
        return changed;
    }

    private static RoomSettings settings(Settings old, Room read) {
        return RoomSettingsJson.read(json(old), read.settings().description());
    }

    private static Set<String> equal(String category, Room read, RoomSettings holding) {
        Json file = RoomSettingsJson.write(read.settings());
        Set<String> names = new HashSet<>();
        RoomSettingsJson.write(holding)
                .members()
                .forEach((key, value) -> {
                    if (file.get(key).filter(value::equals).isPresent()) {
                        names.add(category + "." + key);
                    }
                });
        return names;
    }

    private Optional<Room> read(String name, Settings settings) {
        Optional<Id> id = idOf(name);
        if (id.isEmpty() || !settings.isGroup()) {
            LOG.log(System.Logger.Level.WARNING, () -> settings.where() + ": no room: " + name);
            return Optional.empty();
        }
        try {
            return Optional.of(new Room(id.get(), RoomSettingsJson.read(json(settings), name)));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> settings.where() + ": room skipped: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Id> idOf(String name) {
        boolean prefixed = name.toLowerCase(Locale.ROOT).startsWith(PREFIX);
        return ids.parse(prefixed ? name.substring(PREFIX.length()) : name);
    }

    private static Json json(Settings room) {
        Json text = Json.object();
        for (String key : BOOLEANS)
            room.get(key).ifPresent(_ -> text.put(key, room.bool(key, false)));
        for (String key : INTEGERS) {
            room.string(key).ifPresent(_ -> text.put(key, number(room, key)));
        }
        for (String key : TEXTS) room.string(key).ifPresent(value -> text.put(key, value));
        codecs(room, "audiocodec", MediaKind.AUDIO, text);
        codecs(room, "videocodec", MediaKind.VIDEO, text);
        room.get("dummy_streams").ifPresent(list -> text.put("dummy_streams", streams(list)));
        return text;
    }

    /** compat: what is no number counts as 0. */
    private static long number(Settings room, String key) {
        try {
            return Math.max(0, room.integer(key, 0));
        } catch (SettingsException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            return 0;
        }
    }

    /** compat: unknown codecs of a file are left out without a word, even if none are left. */
    private static void codecs(Settings room, String key, MediaKind kind, Json text) {
        String words = room.string(key, "");
        if (words.isEmpty()) return;
        List<String> known = Codecs.lenient(kind, words);
        text.put(key, known.isEmpty() ? Json.array() : Json.of(String.join(",", known)));
    }

    private static Json streams(Settings list) {
        Json streams = Json.array();
        for (Settings stream : list.elements()) {
            streams.add(
                    Json.object()
                            .put("codec", stream.string("codec", "").toLowerCase(Locale.ROOT))
                            .put("fmtp", stream.string("fmtp", "")));
        }
        return streams;
    }

    // ---- Writing ----

    /**
     * Whether permanent rooms are possible.
     *
     * @throws RoomError if not
     */
    void check(String what) {
        if (context.canSave()) return;
        throw new RoomError(RoomError.UNKNOWN, "No configuration file, can't " + what);
    }

    /** Writes a room; false if the file can't be written, which leaves the room as it is. */
    boolean save(Room room) {
        return replace(room.id(), Optional.of(RoomSettingsJson.write(room.settings())));
    }

    /** Takes a room out; false if the file can't be written. */
    boolean remove(Room room) {
        return replace(room.id(), Optional.empty());
    }

    private boolean replace(Id id, Optional<Json> room) {
        lock.lock();
        try {
            Settings next = without(id);
            room.ifPresent(text -> next.put(PREFIX + id, group(text, former(id))));
            context.save(next);
            current = next;
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, () -> "room not saved room=" + id, e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Settings without(Id id) {
        Settings next = Settings.group(current.where(), 0);
        current.members()
                .forEach((name, member) -> {
                    if (!isOf(name, id)) next.put(name, member);
                });
        return next;
    }

    private Optional<Settings> former(Id id) {
        return current.members().entrySet().stream()
                .filter(category -> isOf(category.getKey(), id))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private boolean isOf(String name, Id id) {
        return !name.equalsIgnoreCase(GENERAL) && idOf(name).filter(id::equals).isPresent();
    }

    /** What we don't know or don't write stays as it was. */
    private static Settings group(Json room, Optional<Settings> former) {
        Settings group = Settings.group("", 0);
        former.ifPresent(old ->
                old.members()
                        .forEach((key, value) -> {
                            String name = key.toLowerCase(Locale.ROOT);
                            if (!isKnown(name) || UNSAVED.contains(name)) group.put(key, value);
                        }));
        room.members()
                .forEach((key, value) -> {
                    if (UNSAVED.contains(key)) return;
                    // An array is a list of codecs without any.
                    String text = value.isArray() ? "none" : value.isString() ? value.string() : "";
                    group.put(
                            key,
                            value.isArray() || value.isString()
                                    ? Settings.quoted("", 0, text)
                                    : Settings.scalar("", 0, value.toString()));
                });
        return group;
    }

    private static boolean isKnown(String key) {
        return BOOLEANS.contains(key)
                || INTEGERS.contains(key)
                || TEXTS.contains(key)
                || key.equals("audiocodec")
                || key.equals("videocodec");
    }
}
