package io.cardea.packaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnsignedJarsTest {
    @TempDir Path folder;

    private Path jar(String name, String... entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Multi-Release", "true");
        manifest.getEntries().put("a/A.class", new Attributes());
        Path path = folder.resolve(name);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(path), manifest)) {
            for (String entry : entries) {
                jar.putNextEntry(new JarEntry(entry));
                jar.write(entry.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return path;
    }

    @Test
    void onlySignaturesAndDigestsAreTakenOut() throws IOException {
        Path path = jar("a.jar", "META-INF/X.SF", "META-INF/X.RSA", "a/A.class", "META-INF/a/X.SF");

        UnsignedJars.clean(folder);

        try (JarFile jar = new JarFile(path.toFile())) {
            assertEquals(
                    List.of("META-INF/MANIFEST.MF", "a/A.class", "META-INF/a/X.SF"),
                    jar.stream().map(JarEntry::getName).toList());
            assertArrayEquals(
                    "a/A.class".getBytes(StandardCharsets.US_ASCII),
                    jar.getInputStream(jar.getJarEntry("a/A.class")).readAllBytes());
            assertEquals("true", jar.getManifest().getMainAttributes().getValue("Multi-Release"));
            assertFalse(jar.getManifest().getEntries().containsKey("a/A.class"));
        }
    }

    @Test
    void aJarWithoutSignatureStaysAsItIs() throws IOException {
        Path path = jar("a.jar", "a/A.class");
        byte[] before = Files.readAllBytes(path);

        UnsignedJars.clean(folder);

        assertArrayEquals(before, Files.readAllBytes(path));
    }
}
