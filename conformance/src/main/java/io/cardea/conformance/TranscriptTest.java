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
    @Tag("open")
    Stream<DynamicTest> theAdminApiOverWebSockets() {
        return read("admin").map(t -> DynamicTest.dynamicTest(t.name(), t::playOverWebSockets));
    }

    /** With tokens of Janus's own that prove themselves. */
    @TestFactory
    @Tag("signed")
    Stream<DynamicContainer> signed() {
        return files("signed").map(TranscriptTest::container);
    }

    /** With JSON Web Tokens, which are Cardea's. */
    @TestFactory
    @Tag("jwt")
    Stream<DynamicContainer> jwt() {
        return files("jwt").map(TranscriptTest::container);
    }

    @TestFactory
    @Tag("guarded")
    Stream<DynamicContainer> guarded() {
        return files("guarded").map(TranscriptTest::container);
    }

    private static DynamicContainer container(String file) {
        return DynamicContainer.dynamicContainer(
                file, read(file).map(t -> DynamicTest.dynamicTest(t.name(), t::play)));
    }

    private static Stream<Transcript> read(String file) {
        String text = Resources.text("/transcripts/" + file + ".txt");
        return Transcript.read(text).stream().filter(TranscriptTest::isMeant);
    }

    private static boolean isMeant(Transcript transcript) {
        List<String> tags = transcript.tags();
        return Target.get().isCardea() || !(tags.contains("newer") || tags.contains("cardea"));
    }
}
