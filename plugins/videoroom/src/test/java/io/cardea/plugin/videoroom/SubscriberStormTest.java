package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.cardea.spi.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody does everything at once; in the end the books must be empty. */
final class SubscriberStormTest {
    private static final int SUBSCRIBERS = 24;
    private static final int REQUESTS = 150;
    private static final int GENERATIONS = 60;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Audience stage = new Audience(threads);
    private final Room room = stage.room(1, "{'videocodec':'vp8'}");
    private final List<Publisher> publishers = new ArrayList<>();

    @AfterEach
    void stop() {
        threads.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(60)
    void nothingStaysBehind(long seed) throws Exception {
        publish(10);
        publish(11);
        List<FakeHandle> handles = new ArrayList<>();
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            FakeHandle handle = stage.handle();
            handles.add(handle);
            Random random = new Random(seed * 1_000 + i);
            work.add(threads.submit(() -> new Client(handle, random).run()));
        }
        Random random = new Random(seed);
        for (int i = 0; i < GENERATIONS; i++) {
            int which = random.nextInt(2);
            Publisher old = room.publisher(Id.of(10 + which)).orElseThrow();
            Audience.end(old);
            publish(10 + which);
            Thread.yield();
        }
        for (Future<?> client : work) {
            client.get(60, TimeUnit.SECONDS);
        }
        quiet(handles);
        noSubscriptionHasAnEndedSource();

        handles.forEach(FakeHandle::detach);
        quiet(handles);

        for (Publisher publisher : publishers) {
            assertEquals(List.of(), publisher.subscriptions());
            for (PublisherStream stream : publisher.streams()) {
                assertEquals(0, stream.subscriberCount());
            }
            assertEquals(List.of(), Audience.track(publisher, 0).openLinks());
            assertEquals(List.of(), Audience.track(publisher, 1).openLinks());
            assertEquals(List.of(), Audience.data(publisher, 2).openLinks());
        }
        for (FakeHandle handle : handles) {
            assertEquals(List.of(), handle.faults);
            assertFalse(handle.describe().toString().contains("feed_id"));
        }
    }

    private void publish(long id) {
        publishers.add(stage.publisher(room, id, "audio opus", "video vp8", "data none"));
    }

    /** Ended ones have been let go of by everybody who had them. */
    private void noSubscriptionHasAnEndedSource() {
        for (Publisher publisher : publishers) {
            boolean present =
                    room.publisher(publisher.id()).filter(p -> p == publisher).isPresent();
            if (present) continue;
            assertEquals(List.of(), Audience.track(publisher, 0).openLinks());
            assertEquals(List.of(), Audience.track(publisher, 1).openLinks());
            assertEquals(List.of(), Audience.data(publisher, 2).openLinks());
        }
    }

    /** Whatever was posted to the lanes has been done, and what that posted. */
    private static void quiet(List<FakeHandle> handles) throws Exception {
        for (int round = 0; round < 3; round++) {
            for (FakeHandle handle : handles) {
                var done = new java.util.concurrent.CompletableFuture<Boolean>();
                handle.execute(() -> done.complete(true));
                done.get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** A client that doesn't wait for anybody. */
    private static final class Client {
        private final FakeHandle handle;
        private final Random random;
        private boolean joined;

        Client(FakeHandle handle, Random random) {
            this.handle = handle;
            this.random = random;
        }

        void run() {
            for (int i = 0; i < REQUESTS; i++) {
                if (!joined) {
                    join();
                } else {
                    step();
                }
            }
        }

        private void join() {
            joined = Audience.join(handle, 1, "{'feed':" + feed() + "}").has("streams");
            if (joined && random.nextBoolean()) answer();
        }

        private void step() {
            switch (random.nextInt(9)) {
                case 0 -> handle.ask("{'request':'subscribe','streams':[{'feed':" + feed() + "}]}");
                case 1 ->
                        handle.ask("{'request':'unsubscribe','streams':[{'feed':" + feed() + "}]}");
                case 2 ->
                        handle.ask(
                                "{'request':'update','subscribe':[{'feed':"
                                        + feed()
                                        + ",'mid':'1'}],'unsubscribe':[{'sub_mid':'"
                                        + random.nextInt(4)
                                        + "'}]}");
                case 3 -> handle.ask("{'request':'switch','feed':" + feed() + "}");
                case 4 ->
                        handle.ask(
                                "{'request':'switch','streams':[{'feed':"
                                        + feed()
                                        + ",'mid':'1','sub_mid':'1'}]}");
                case 5 -> handle.ask("{'request':'configure','send':" + random.nextBoolean() + "}");
                case 6 -> handle.ask("{'request':'pause'}");
                case 7 -> handle.up();
                default -> answer();
            }
            if (random.nextInt(REQUESTS) == 0) handle.down();
        }

        private void answer() {
            Event unused = handle.ask("{'request':'start'}", Optional.of(FakeHandle.answer()));
        }

        private int feed() {
            return 10 + random.nextInt(2);
        }
    }
}
