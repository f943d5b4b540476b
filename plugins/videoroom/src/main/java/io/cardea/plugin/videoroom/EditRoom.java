package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.List;

/** {@code edit}. Any thread. */
final class EditRoom implements Management.Verb {
    /** What can be changed. */
    private static final List<String> NAMES =
            List.of(
                    "description",
                    "is_private",
                    "secret",
                    "pin",
                    "require_pvtid",
                    "bitrate",
                    "fir_freq",
                    "publishers",
                    "lock_record",
                    "rec_dir",
                    "rec_format",
                    "subscriber_bwe");

    private static final List<String> KEPT_IF_EMPTY = List.of("description", "secret", "pin");

    private final Environment environment;
    private final Fields fields;

    EditRoom(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .optional("secret", Kind.STRING)
                        .optional("new_description", Kind.STRING)
                        .optional("new_is_private", Kind.BOOLEAN)
                        .optional("new_secret", Kind.STRING)
                        .optional("new_pin", Kind.STRING)
                        .optional("new_require_pvtid", Kind.BOOLEAN)
                        .optional("new_bitrate", Kind.POSITIVE_INTEGER)
                        .optional("new_fir_freq", Kind.POSITIVE_INTEGER)
                        .optional("new_publishers", Kind.POSITIVE_INTEGER)
                        .optional("new_lock_record", Kind.BOOLEAN)
                        .optional("new_rec_dir", Kind.STRING)
                        .optional("new_rec_format", Kind.STRING)
                        .optional("new_subscriber_bwe", Kind.BOOLEAN)
                        .optional("permanent", Kind.BOOLEAN);
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        Room room = environment.access().managed(body);
        boolean permanent = body.bool("permanent", false);
        if (permanent) environment.file().check("edit room permanently");
        room.edit(settings -> edited(settings, body));
        if (permanent) permanent = environment.file().save(room);
        environment.report(Events.report("edited", room));
        return Json.object()
                .put("videoroom", "edited")
                .put("room", room.id().json())
                .put("permanent", permanent);
    }

    private static RoomSettings edited(RoomSettings settings, Json body) {
        Json text = RoomSettingsJson.write(settings);
        for (String name : NAMES) {
            body.get("new_" + name)
                    .filter(value -> !isKept(name, value))
                    .ifPresent(value -> text.put(name, value));
        }
        return RoomSettingsJson.read(text, settings.description());
    }

    /** A room with those of the changes that a room takes while it is there. */
    static RoomSettings merged(RoomSettings settings, Json changes) {
        Json text = RoomSettingsJson.write(settings);
        for (String name : NAMES) {
            changes.get(name).ifPresent(value -> text.put(name, value));
        }
        return RoomSettingsJson.read(text, settings.description());
    }

    /** compat: neither secret nor pin can be taken away. */
    private static boolean isKept(String name, Json value) {
        return KEPT_IF_EMPTY.contains(name) && value.string().isEmpty();
    }
}
