package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;

/** The views on a publisher's stream that events have. */
enum StreamView {
    /** For who joins. */
    JOINED,
    /** For those who are in the room. */
    PUBLISHED,
    /** For the publisher itself; another server can be given it as it is. */
    OWN,
    /** For event handlers. */
    REPORTED;

    Json of(PublisherStream stream) {
        Json text =
                Json.object()
                        .put("type", stream.kind().word())
                        .put("mindex", stream.mindex())
                        .put("mid", stream.mid());
        if (stream.isDisabled()) return text.put("disabled", true);
        stream.description().ifPresent(words -> text.put("description", words));
        switch (stream.kind()) {
            case AUDIO -> audio(stream, text);
            case VIDEO -> video(stream, text);
            case DATA -> {}
        }
        return text;
    }

    private void audio(PublisherStream stream, Json text) {
        text.put("codec", stream.codec());
        if (this != REPORTED) {
            if (stream.stereo()) text.put("stereo", true);
            if (stream.opusFec()) text.put("fec", true);
            if (stream.opusDtx()) text.put("dtx", true);
        }
        if (this == OWN) id(stream, text, "audiolevel_ext_id", HeaderExtensions.AUDIO_LEVEL);
        if (this == JOINED && stream.hasLevel()) text.put("talking", stream.isTalking());
        // compat: the event of a publisher doesn't say that its audio is moderated
        if ((this == JOINED || this == REPORTED) && stream.isModerated()) {
            text.put("moderated", true);
        }
    }

    private void video(PublisherStream stream, Json text) {
        text.put("codec", stream.codec());
        if (this != REPORTED) {
            stream.h264Profile().ifPresent(profile -> text.put("h264_profile", profile));
            stream.vp9Profile().ifPresent(profile -> text.put("vp9_profile", profile));
        }
        if (this != OWN && stream.isModerated()) text.put("moderated", true);
        if (stream.isSimulcast()) text.put("simulcast", true);
        if (stream.isSvc()) text.put("svc", true);
        if (this != OWN) return;
        id(stream, text, "videoorient_ext_id", HeaderExtensions.VIDEO_ORIENTATION);
        id(stream, text, "playoutdelay_ext_id", HeaderExtensions.PLAYOUT_DELAY);
    }

    private static void id(PublisherStream stream, Json text, String name, String uri) {
        Integer id = stream.extensions().get(uri);
        if (id != null) text.put(name, id);
    }
}
