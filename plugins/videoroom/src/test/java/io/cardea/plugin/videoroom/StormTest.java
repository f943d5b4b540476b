package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/** Many clients at once do what they like, while rooms come and go. */
final class StormTest {
    private static final int CLIENTS = 60;
    private static final int STEPS = 40;
    private static final int ROOMS = 3;
    private static final int PATIENCE_SECONDS = 30;

    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<FakeHandle> handles = new ConcurrentLinkedQueue<>();

    @Timeout(120)
    @RepeatedTest(5)
    void nothingIsLeftWhenEverybodyHasGone(RepetitionInfo repetition) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stage stage = new Stage(Settings.group("f", 0), threads);
            for (int room = 1; room <= ROOMS; room++) create(stage, room);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                long seed = repetition.getCurrentRepetition() * 1_000L + i;
                clients.add(Thread.startVirtualThread(() -> live(stage, new Random(seed))));
            }
            for (Thread client : clients) assertTrue(client.join(java.time.Duration.ofSeconds(60)));
            settle();
            for (Room room : stage.plugin.rooms().all()) {
                assertEquals(
                        List.of(),
                        room.members().stream().filter(m -> m.handle().isPresent()).toList());
            }
            for (int room = 1; room <= ROOMS; room++) {
                stage.admin("{'request':'destroy','room':" + room + "}");
            }
            settle();
            assertEquals(List.of(), List.copyOf(faults));
            handles.forEach(handle -> assertEquals(List.of(), handle.faults));
            assertTrue(stage.plugin.rooms().all().isEmpty());
            assertTrue(stage.context.recorders.stream().allMatch(r -> r.closed), "recorders");
            assertTrue(stage.context.movies.stream().allMatch(m -> m.closed), "movies");
            assertTrue(stage.context.forwarders.stream().allMatch(f -> f.closed), "forwarders");
            assertTrue(stage.context.remotes.stream().allMatch(r -> r.closed), "remotes");
            assertEquals(0, stage.context.scheduler.running());
            handles.forEach(StormTest::sawNobodyTwice);
        }
    }

    private static void create(Stage stage, int room) {
        stage.admin(
                "{'request':'create','room':"
                        + room
                        + ",'publishers':4,'notify_joining':true,'record':true,'fir_freq':1,"
                        + "'rec_format':'both','audiolevel_event':true,'dummy_publisher':true}");
    }

    /** Everything that was posted has run: lanes are idle when a task at their end has. */
    private void settle() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (FakeHandle handle : handles) {
                var done = new java.util.concurrent.CompletableFuture<Boolean>();
                handle.execute(() -> done.complete(true));
                assertTrue(done.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        }
        remotesAreIdle();
    }

    /** Remote publishers have lanes of their own, out of reach: they are soon idle. */
    private static void remotesAreIdle() {
        for (int i = 0; i < 1_000; i++) Thread.yield();
    }

    private void live(Stage stage, Random random) {
        try {
            FakeHandle handle = attach(stage);
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(12) == 0) {
                    handle.detach();
                    handle = attach(stage);
                }
                act(stage, handle, random);
            }
            // What was sent before the end may still wait on the lane.
            act(stage, handle, random);
            handle.detach();
        } catch (Throwable e) {
            faults.add(e);
        }
    }

    private FakeHandle attach(Stage stage) {
        FakeHandle handle = stage.handle();
        handles.add(handle);
        return handle;
    }

    private static void act(Stage stage, FakeHandle handle, Random random) throws Exception {
        int room = 1 + random.nextInt(ROOMS);
        int id = 1 + random.nextInt(12);
        String target = "'room':" + room + ",'id':" + id;
        String source = "'room':" + room + ",'publisher_id':" + id + ",'host':'127.0.0.1'";
        switch (random.nextInt(19)) {
            case 0, 1, 2 -> ask(handle, "{'request':'join','ptype':'publisher'," + target + "}");
            case 3, 4, 5 -> offer(handle, "publish", random.nextBoolean());
            case 6 -> offer(handle, "configure", true);
            case 7, 8 -> handle.up();
            case 9 -> handle.down();
            case 10 -> ask(handle, "{'request':'unpublish'}");
            case 11 -> ask(handle, "{'request':'leave'}");
            case 12 -> ask(handle, "{'request':'kick'," + target + "}");
            case 13 -> {
                stage.admin("{'request':'destroy','room':" + room + "}");
                create(stage, room);
            }
            case 14 -> ask(handle, "{'request':'moderate','mid':'0','mute':true," + target + "}");
            case 15 ->
                    stage.admin(
                            "{'request':'rtp_forward','streams':[{'mid':'0','port':9},"
                                    + "{'mid':'1','port':9}],"
                                    + source
                                    + "}");
            case 16 ->
                    stage.admin(
                            "{'request':'publish_remotely','remote_id':'x','port':9,"
                                    + source
                                    + "}");
            case 17 ->
                    stage.admin(
                            "{'request':'"
                                    + (random.nextBoolean() ? "add" : "remove")
                                    + "_remote_publisher','streams':[{'mid':'0','mindex':0,"
                                    + "'type':'audio','codec':'opus'}],"
                                    + target
                                    + "}");
            default ->
                    stage.admin(
                            "{'request':'enable_recording','record':"
                                    + random.nextBoolean()
                                    + ",'room':"
                                    + room
                                    + "}");
        }
    }

    /** Clients don't always wait for the reply. */
    private static void ask(FakeHandle handle, String body) throws Exception {
        var reply = handle.send(FakeHandle.json(body), Optional.empty());
        if (body.hashCode() % 2 == 0) reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void offer(FakeHandle handle, String name, boolean video) throws Exception {
        String audio = "audio 0 opus sendonly";
        String[] lines =
                video
                        ? new String[] {audio, "video 1 vp8 sendonly", "data 2 none sendrecv"}
                        : new String[] {audio};
        handle.send(
                        FakeHandle.json("{'request':'" + name + "'}"),
                        Optional.of(FakeHandle.offer(false, "[]", "[]", lines)))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** By what a client was told in order, everybody who is there came once and went once. */
    private static void sawNobodyTwice(FakeHandle handle) {
        Set<Json> present = new HashSet<>();
        for (Event event : handle.received) {
            Json data = event.data();
            String kind = data.string("videoroom", "");
            if (kind.equals("joined")) {
                data.get("attendees").orElseThrow().elements().forEach(who -> present.add(id(who)));
                data.get("publishers")
                        .orElseThrow()
                        .elements()
                        .forEach(who -> present.add(id(who)));
            } else if (data.has("joining")) {
                Json id = id(data.get("joining").orElseThrow());
                assertTrue(present.add(id), () -> "came twice: " + id);
            } else if (data.has("kicked") || data.has("leaving")) {
                Json id = data.get(data.has("kicked") ? "kicked" : "leaving").orElseThrow();
                if (id.isInteger()) {
                    assertTrue(present.remove(id), () -> "went without being there: " + id);
                }
            } else if (data.has("publishers")) {
                Json id = id(data.get("publishers").orElseThrow().elements().getFirst());
                // A remote publisher comes without joining.
                present.add(id);
            }
        }
    }

    private static Json id(Json who) {
        return who.get("id").orElseThrow();
    }
}
