package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.Optional;

/** {@code enable_recording}: records everybody in a room, or nobody. Any thread. */
final class EnableRecording implements Management.Verb {
    private final Environment environment;

    EnableRecording(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Json serve(Json body) {
        // compat: a bad room is found out last, and then there is none of id 0
        Requests.check(
                Fields.NONE.mandatory("record", Kind.BOOLEAN).optional("rec_format", Kind.STRING),
                body);
        Optional<RecordingFormat> format =
                body.get("rec_format").map(json -> RecordingFormat.of(json.string()));
        Room room = environment.access().managed(body);
        boolean on = body.bool("record", false);
        boolean before = room.settings().record().on();
        room.edit(settings -> changed(settings, on, format));
        if (on != before) {
            room.members().forEach(member -> member.execute(() -> record(member, on, format)));
        }
        return Events.success().put("record", on);
    }

    private static RoomSettings changed(
            RoomSettings settings, boolean on, Optional<RecordingFormat> format) {
        Json text = RoomSettingsJson.write(settings).put("record", on);
        format.ifPresent(wanted -> text.put("rec_format", wanted.word()));
        return RoomSettingsJson.read(text, settings.description());
    }

    private static void record(Publisher member, boolean on, Optional<RecordingFormat> format) {
        Recording recording = member.recording();
        if (recording.isWanted() == on) return;
        format.ifPresent(recording::format);
        if (on) {
            recording.start();
        } else {
            recording.stop();
        }
    }
}
