package io.cardea.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules of the class path, which the tests bring along, and of a folder. */
final class ModuleLoaderTest {
    private static final String MISSING = "libjanus_missing.so";

    @TempDir Path folder;

    private List<Plugin> load(String... disabled) {
        return new ModuleLoader(true)
                .load(
                        Plugin.class,
                        Optional.of(folder),
                        List.of(disabled),
                        plugin -> plugin.info().libraryName());
    }

    /** A jar that names a class, without the class. */
    private void jar(String line) throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve("a.jar"));
                var jar = new ZipOutputStream(file)) {
            jar.putNextEntry(new ZipEntry("META-INF/services/" + Plugin.class.getName()));
            jar.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void eachModuleIsThereOnceThoughEveryLoaderSeesIt() throws IOException {
        jar("# nothing but what the class path has\n");

        List<Plugin> plugins = load();

        assertEquals(
                List.of(ServicePlugin.class, ServicePlugin.Broken.class),
                plugins.stream().map(Object::getClass).toList());
    }

    @Test
    void whatItsFileCallsDisabledIsNotLoaded() throws IOException {
        jar("org.example.Missing # " + MISSING + "\n");

        List<Plugin> plugins = load(MISSING);

        assertEquals(2, plugins.size());
    }

    @Test
    void whatCannotBeLoadedEndsTheStartIfItMust() throws IOException {
        jar("org.example.Missing # " + MISSING + "\n");

        StartException e = assertThrows(StartException.class, this::load);

        assertTrue(e.getMessage().contains("org.example.Missing"));
    }

    @Test
    void whatIsNoModuleIsNotLoaded() throws IOException {
        jar("java.lang.Object");

        assertThrows(StartException.class, this::load);
    }

    @Test
    void withoutACommentTheModuleItselfSaysWhatItIs() {
        List<Plugin> plugins = load("libjanus_service.so");

        assertEquals(
                List.of(ServicePlugin.Broken.class),
                plugins.stream().map(Object::getClass).toList());
    }
}
