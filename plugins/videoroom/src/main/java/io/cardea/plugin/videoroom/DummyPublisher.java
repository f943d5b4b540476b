package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A participant that never sends anything: its streams are places to be taken later. */
final class DummyPublisher {
    private DummyPublisher() {}

    /** Puts one into a room that is to have one. */
    static void enter(Environment environment, Room room) {
        RoomSettings.Dummy settings = room.settings().dummy();
        if (!settings.on()) return;
        Publisher dummy =
                new Publisher(
                        environment,
                        room,
                        environment.ids().randomNumber(),
                        Publisher.Origin.DUMMY,
                        Runnable::run,
                        new Publisher.Profile(Optional.of("Dummy publisher"), Optional.empty()));
        List<PublisherStream> streams = new ArrayList<>();
        for (MediaKind kind : List.of(MediaKind.AUDIO, MediaKind.VIDEO)) {
            for (RoomSettings.DummyStream wanted : streams(room.settings(), kind)) {
                streams.add(stream(dummy, kind, streams.size(), wanted));
            }
        }
        dummy.streams(streams);
        dummy.endToEndEncrypted(settings.encrypted());
        room.enter(dummy, Json.object(), others -> others);
    }

    private static List<RoomSettings.DummyStream> streams(RoomSettings settings, MediaKind kind) {
        List<RoomSettings.DummyStream> wanted = settings.dummy().streams();
        List<String> codecs = settings.codecs(kind);
        if (wanted.isEmpty()) {
            return codecs.stream().map(codec -> new RoomSettings.DummyStream(codec, "")).toList();
        }
        return wanted.stream().filter(stream -> codecs.contains(stream.codec())).toList();
    }

    private static PublisherStream stream(
            Publisher dummy, MediaKind kind, int index, RoomSettings.DummyStream wanted) {
        PublisherStream stream = new PublisherStream(dummy, kind, index, Integer.toString(index));
        boolean opus = wanted.codec().equals("opus");
        stream.format(
                new StreamFormat(
                        wanted.codec(),
                        wanted.fmtp(),
                        FormatParameters.profile(wanted.codec(), wanted.fmtp()),
                        new StreamFormat.Opus(
                                opus && FormatParameters.is(wanted.fmtp(), "useinbandfec"),
                                opus && FormatParameters.is(wanted.fmtp(), "usedtx"),
                                opus && FormatParameters.is(wanted.fmtp(), "stereo")),
                        StreamFormat.Layering.NONE,
                        Map.of()));
        return stream;
    }
}
