package io.cardea.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every kept input once through its target, without Jazzer. */
final class CorpusTest {
    private static final Path CORPUS = Path.of("corpus");
    private static final Path SOURCES = Path.of("src/main/java/io/cardea/fuzz");
    private static final String SUFFIX = "Fuzz";

    @TestFactory
    List<DynamicTest> everyKeptInputPassesItsTarget() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : Corpus.files(CORPUS)) {
            Method target = target(folder.getFileName().toString());
            for (Path file : Corpus.files(folder)) {
                String name = folder.getFileName() + "/" + file.getFileName();
                tests.add(DynamicTest.dynamicTest(name, () -> run(target, file)));
            }
        }
        assertFalse(tests.isEmpty());
        return tests;
    }

    private static Method target(String name) throws ReflectiveOperationException {
        return Class.forName(CorpusTest.class.getPackageName() + "." + name + SUFFIX)
                .getMethod("fuzzerTestOneInput", byte[].class);
    }

    private static void run(Method target, Path file) throws Throwable {
        try {
            target.invoke(null, (Object) Corpus.read(file));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void everyTargetHasSeeds() throws IOException {
        Set<String> targets = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX + ".java"))
                    .forEach(name -> targets.add(name.replace(SUFFIX + ".java", "")));
        }
        Set<String> folders = new TreeSet<>();
        for (Path folder : Corpus.files(CORPUS)) {
            folders.add(folder.getFileName().toString());
        }

        assertEquals(targets, folders);
    }

    @Test
    void hexadecimalFilesMayHaveCommentsAndSpaces(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.hex");
        Files.writeString(file, "# first\n01 02\n  03# and more: ff\n");

        assertArrayEquals(new byte[] {1, 2, 3}, Corpus.read(file));
    }
}
