package io.cardea.conformance;

import io.cardea.testkit.HeadlessPeers;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Plays the scenes of the VideoRoom plugin. */
@Execution(ExecutionMode.CONCURRENT)
public final class VideoRoomTest {
    private static final List<String> ROOMS =
            List.of(
                    "create",
                    "manage",
                    "join",
                    "publish",
                    "subscribe",
                    "update",
                    "forward",
                    "remote",
                    "leave",
                    "events",
                    "sdp");

    private static HeadlessPeers peers;

    @BeforeAll
    static void start() throws IOException {
        peers = HeadlessPeers.start(2);
    }

    @AfterAll
    static void stop() {
        peers.close();
    }

    @TestFactory
    @Tag("rooms")
    Stream<DynamicContainer> rooms() {
        return ROOMS.stream().map(VideoRoomTest::container);
    }

    /** With {@code string_ids}. */
    @TestFactory
    @Tag("strings")
    Stream<DynamicContainer> strings() {
        return Stream.of(container("strings"));
    }

    /** With an {@code admin_key}, {@code lock_rtp_forward} and rooms in a file: one by one. */
    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    @Tag("locked")
    Stream<DynamicContainer> locked() {
        return Stream.of(container("locked"));
    }

    /** With the configuration that Janus comes with. */
    @TestFactory
    @Tag("sample")
    Stream<DynamicContainer> sample() {
        return Stream.of(container("sample"));
    }

    private static DynamicContainer container(String file) {
        String text = Resources.text("/videoroom/" + file + ".txt");
        return DynamicContainer.dynamicContainer(
                file,
                Scene.read(text).stream()
                        .filter(Scene::isMeant)
                        .map(scene -> DynamicTest.dynamicTest(scene.name(), () -> play(scene))));
    }

    private static void play(Scene scene) throws Exception {
        try (Play play = new Play(scene, peers)) {
            play.run();
        }
    }
}
