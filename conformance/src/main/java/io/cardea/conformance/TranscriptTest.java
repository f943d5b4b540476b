package io.cardea.conformance;

import java.util.List;
import java.util.stream.Stream;
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
        return files(
                        "envelope",
                        "session",
                        "handle",
                        "message",
                        "trickle",
                        "jsep",
                        "echotest",
                        "admin")
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
                        .map(t -> DynamicTest.dynamicTest(t.name(), t::play)));
    }

    private static boolean isMeant(Transcript transcript) {
        List<String> tags = transcript.tags();
        return Target.get().isCardea() || !(tags.contains("newer") || tags.contains("cardea"));
    }
}
