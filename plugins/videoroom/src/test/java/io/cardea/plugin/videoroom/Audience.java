package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Rooms with publishers that are simply there, for subscribers to come to. */
final class Audience {
    final FakeContext context = new FakeContext();
    final Environment environment;

    private static final Map<PublisherStream, FakeData> MESSAGES = new ConcurrentHashMap<>();

    private final Executor threads;

    Audience(Executor threads) {
        this(threads, new General(Optional.empty(), false, true, false));
    }

    Audience(Executor threads, General general) {
        this.threads = threads;
        Ids ids = new Ids(general.stringIds());
        Rooms rooms = new Rooms();
        environment =
                new Environment(
                        context,
                        general,
                        ids,
                        rooms,
                        new Access(context, general, ids, rooms),
                        new RoomsFile(context, ids),
                        threads);
    }

    Room room(long id, String settings) {
        Room room =
                new Room(Id.of(id), RoomSettingsJson.read(FakeHandle.json(settings), "Room " + id));
        environment.rooms().add(room);
        return room;
    }

    FakeHandle handle() {
        var management = new Management(environment);
        return new FakeHandle(
                handle -> new VideoRoomSession(environment, management, handle), threads);
    }

    /** A publisher whose streams are kind and codec, such as {@code video vp8}. */
    Publisher publisher(Room room, long id, String... streams) {
        return publisher(room, Id.of(id), Publisher.Origin.REMOTE, streams);
    }

    Publisher publisher(Room room, Id id, Publisher.Origin origin, String... streams) {
        Executor lane = new SerialTasks(threads);
        var publisher =
                new Publisher(
                        environment,
                        room,
                        id,
                        origin,
                        lane,
                        new Publisher.Profile(Optional.of("feed " + id), Optional.empty()));
        List<PublisherStream> all = new ArrayList<>();
        for (String stream : streams) {
            all.add(stream(publisher, all.size(), stream.split(" ")));
        }
        publisher.streams(all);
        room.enter(publisher, Json.object(), others -> others);
        return publisher;
    }

    private static PublisherStream stream(Publisher publisher, int mindex, String[] words) {
        MediaKind kind = MediaKind.of(words[0]);
        var stream = new PublisherStream(publisher, kind, mindex, Integer.toString(mindex));
        if (kind == MediaKind.DATA) {
            FakeData messages = new FakeData();
            stream.data(Optional.of(messages));
            MESSAGES.put(stream, messages);
            return stream;
        }
        var layers = StreamFormat.Layering.NONE;
        for (String word : List.of(words).subList(2, words.length)) {
            switch (word) {
                case "simulcast" -> layers = StreamFormat.Layering.SIMULCAST;
                case "svc" -> layers = StreamFormat.Layering.SVC;
                case "disabled" -> stream.disabled(true);
                default -> throw new AssertionError(word);
            }
        }
        stream.format(
                new StreamFormat(
                        words[1], "", Optional.empty(), StreamFormat.Opus.PLAIN, layers, Map.of()));
        boolean simulcast = layers == StreamFormat.Layering.SIMULCAST;
        stream.track(Optional.of(new FakeTrack(Runnable::run, kind.word(), words[1], simulcast)));
        return stream;
    }

    /** A publisher's media ends. */
    static void end(Publisher publisher) {
        Room room = publisher.room();
        room.leave(publisher, Json.object());
        for (PublisherStream stream : publisher.streams()) {
            for (SubscriptionStream subscriber : stream.end()) {
                subscriber.subscription().sourcesEnded(List.of(stream), true);
            }
        }
    }

    static FakeTrack track(Publisher publisher, int index) {
        return (FakeTrack) publisher.streams().get(index).track().orElseThrow();
    }

    static FakeData data(Publisher publisher, int index) {
        return Objects.requireNonNull(MESSAGES.get(publisher.streams().get(index)));
    }

    /** Joins with these streams. */
    static Json join(FakeHandle handle, long room, String streams) {
        return handle.ask(
                "{'request':'join','room':"
                        + room
                        + ",'ptype':'subscriber','streams':["
                        + streams
                        + "]}");
    }

    /** Answers the last offer. */
    static Event start(FakeHandle handle, String... refusals) {
        return handle.ask("{'request':'start'}", Optional.of(FakeHandle.answer(refusals)));
    }

    /** The last offer: kind, mid and direction of each m-line. */
    static List<String> offered(FakeHandle handle) {
        return handle.peer.offers.getLast().media().stream()
                .map(m -> m.kind() + " " + m.mid() + " " + m.codec() + " " + m.direction())
                .toList();
    }

    static String text(Json json) {
        return json.toString().replace('"', '\'');
    }
}
