package io.cardea.conformance;

import io.cardea.spi.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Plays the dialogues in the files. */
public final class TranscriptTest {
    private static Stream<String> files(String... names) {
        return Stream.of(names);
    }

    @TestFactory
    @Tag("open")
    Stream<DynamicContainer> open() {
        return files("envelope", "session", "handle", "message", "trickle", "jsep", "echotest")
                .map(TranscriptTest::container);
    }

    @TestFactory
    @Tag("guarded")
    Stream<DynamicContainer> guarded() {
        return files("guarded").map(TranscriptTest::container);
    }

    private static DynamicContainer container(String file) {
        String text = Resources.text("/transcripts/" + file + ".txt");
        return DynamicContainer.dynamicContainer(
                file,
                Transcript.read(text).stream()
                        .filter(TranscriptTest::isMeant)
                        .map(t -> DynamicTest.dynamicTest(t.name(), () -> play(t))));
    }

    private static void play(Transcript transcript) throws Exception {
        boolean possible = !transcript.tags().contains("admin") || hasAdminApi();
        Assumptions.assumeTrue(possible, "this server has no Admin API yet");
        transcript.play();
    }

    /** Cardea is growing one. */
    static boolean hasAdminApi() throws Exception {
        if (!Target.get().isCardea()) return true;
        String probe =
                "{\"janus\":\"list_sessions\",\"transaction\":\"t\",\"admin_secret\":\"tattle\"}";
        return Json.parse(Http.post(Http.admin(""), probe).body())
                .string("janus", "")
                .equals("success");
    }

    private static boolean isMeant(Transcript transcript) {
        List<String> tags = transcript.tags();
        return Target.get().isCardea() || !(tags.contains("newer") || tags.contains("cardea"));
    }
}
