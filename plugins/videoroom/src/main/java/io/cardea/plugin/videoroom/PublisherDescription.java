package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;

/** What {@code query_session} shows of a publisher. Any thread. */
final class PublisherDescription {
    private PublisherDescription() {}

    static Json of(Publisher publisher, long bitrateBps) {
        Json text =
                Json.object()
                        .put("type", "publisher")
                        .put("room", publisher.room().id().json())
                        .put("id", publisher.id().json())
                        .put("private_id", publisher.privateId());
        publisher.display().ifPresent(display -> text.put("display", display));
        publisher.metadata().ifPresent(metadata -> text.put("metadata", metadata));
        text.put("bitrate", bitrateBps);
        if (publisher.isEndToEndEncrypted()) text.put("e2ee", true);
        Json streams = Json.array();
        publisher.streams().forEach(stream -> streams.add(stream(stream)));
        return text.put("streams", streams);
    }

    private static Json stream(PublisherStream stream) {
        Json text =
                Json.object()
                        .put("type", stream.kind().word())
                        .put("mindex", stream.mindex())
                        .put("mid", stream.mid());
        stream.description().ifPresent(words -> text.put("description", words));
        if (!stream.codec().isEmpty()) text.put("codec", stream.codec());
        stream.h264Profile().ifPresent(profile -> text.put("h264-profile", profile));
        stream.vp9Profile().ifPresent(profile -> text.put("vp9-profile", profile));
        if (stream.delay().isSet()) {
            text.put(
                    "playout-delay",
                    Json.object()
                            .put("min-delay", stream.minDelay())
                            .put("max-delay", stream.maxDelay()));
        }
        if (stream.isSimulcast()) text.put("simulcast", true);
        if (stream.isSvc()) text.put("svc", true);
        stream.publisher().recording().file(stream).ifPresent(file -> text.put("recording", file));
        if (stream.level() != PublisherStream.UNKNOWN_LEVEL) {
            text.put("audio-level-dBov", Json.of(stream.level()));
            text.put("talking", stream.isTalking());
        }
        return text.put("subscribers", stream.subscriberCount());
    }
}
