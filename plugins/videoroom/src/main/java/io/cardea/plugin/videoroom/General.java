package io.cardea.plugin.videoroom;

import io.cardea.spi.Settings;
import java.util.Optional;

/**
 * The settings that are not a room's.
 *
 * @param adminKey needed to create rooms; empty when anybody may
 * @param lockRtpForward whether forwarding needs the key too
 * @param events whether event handlers are told
 * @param stringIds whether ids are texts
 */
record General(
        Optional<String> adminKey, boolean lockRtpForward, boolean events, boolean stringIds) {

    static General of(Settings settings) {
        Settings general = settings.section("general");
        Optional<String> key = general.string("admin_key").filter(text -> !text.isEmpty());
        return new General(
                key,
                key.isPresent() && general.bool("lock_rtp_forward", false),
                general.bool("events", true),
                general.bool("string_ids", false));
    }
}
