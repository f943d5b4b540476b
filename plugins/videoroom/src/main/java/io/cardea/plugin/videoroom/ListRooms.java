package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.List;

/** {@code list}. Any thread. */
final class ListRooms implements Management.Verb {
    private final Environment environment;

    ListRooms(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Json serve(Json body) {
        // compat: a key that is no text, or an empty one, is ignored
        boolean given = !body.string("admin_key", "").isEmpty();
        boolean all = given && environment.general().adminKey().isPresent();
        if (all) environment.access().administrator(body);
        Json list = Json.array();
        for (Room room : environment.rooms().all()) {
            if (all || !room.settings().isPrivate()) list.add(describe(room));
        }
        return Events.success().put("list", list);
    }

    private static Json describe(Room room) {
        RoomSettings settings = room.settings();
        Json text =
                Json.object()
                        .put("room", room.id().json())
                        .put("description", settings.description())
                        .put("pin_required", settings.entry().pin().isPresent())
                        .put("is_private", settings.isPrivate())
                        .put("max_publishers", settings.media().publishers())
                        .put("bitrate", settings.media().bitrate());
        if (settings.media().bitrateCap()) text.put("bitrate_cap", true);
        text.put("fir_freq", settings.media().firFreq())
                .put("require_pvtid", settings.entry().requirePvtid())
                .put("require_e2ee", settings.entry().requireE2ee())
                .put("dummy_publisher", settings.dummy().on())
                .put("notify_joining", settings.notifyJoining());
        media(settings.media(), text);
        files(settings.record(), text);
        text.put("num_participants", room.members().size());
        talk(settings, text);
        return text.put("videoorient_ext", settings.extensions().videoOrientation())
                .put("playoutdelay_ext", settings.extensions().playoutDelay())
                .put("transport_wide_cc_ext", settings.extensions().transportWideCc())
                .put("subscriber_bwe", settings.media().subscriberBwe());
    }

    private static void media(RoomSettings.Media media, Json text) {
        text.put("audiocodec", codecs(media.audioCodecs()))
                .put("videocodec", codecs(media.videoCodecs()));
        if (media.opusFec()) text.put("opus_fec", true);
        if (media.opusDtx()) text.put("opus_dtx", true);
    }

    private static String codecs(List<String> codecs) {
        return codecs.isEmpty() ? "none" : String.join(",", codecs);
    }

    private static void files(RoomSettings.Files files, Json text) {
        text.put("record", files.on());
        files.folder().ifPresent(folder -> text.put("rec_dir", folder));
        if (files.format() != RecordingFormat.MJR) text.put("rec_format", files.format().word());
        text.put("lock_record", files.locked());
    }

    private static void talk(RoomSettings settings, Json text) {
        text.put("audiolevel_ext", settings.extensions().audioLevel())
                .put("audiolevel_event", settings.talkEvents());
        if (!settings.talkEvents()) return;
        text.put("audio_active_packets", settings.talk().packets())
                .put("audio_level_average", settings.talk().levelAverage());
    }
}
