package io.cardea.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Takes the signatures out of the jars of folders.
 *
 * <p>Nothing looks at who has signed a jar of the class path; but each class is checked against its
 * signature when it is loaded, and the JDK keeps no class of a signed jar in its caches (JEP 483).
 * A start with a cache took half a second longer.
 */
public final class UnsignedJars {
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

    private UnsignedJars() {}

    public static void main(String[] folders) {
        try {
            for (String folder : folders) {
                clean(Path.of(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void clean(Path folder) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                if (isSigned(jar)) replace(jar);
            }
        }
    }

    private static boolean isSigned(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            return file.stream().anyMatch(entry -> isSignature(entry.getName()));
        }
    }

    private static boolean isSignature(String name) {
        return SIGNATURE.matcher(name).matches();
    }

    private static void replace(Path jar) throws IOException {
        Path copy = jar.resolveSibling(jar.getFileName() + ".unsigned");
        try (JarFile from = new JarFile(jar.toFile(), false);
                JarOutputStream to =
                        new JarOutputStream(Files.newOutputStream(copy), manifest(from))) {
            Enumeration<JarEntry> entries = from.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                boolean written = entry.getName().equals(JarFile.MANIFEST_NAME);
                if (written || isSignature(entry.getName())) continue;
                JarEntry same = new JarEntry(entry.getName());
                same.setTime(entry.getTime());
                to.putNextEntry(same);
                from.getInputStream(entry).transferTo(to);
            }
        }
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(jar));
        Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What it says of the jar, without the digests of all that is in it. */
    private static Manifest manifest(JarFile jar) throws IOException {
        Manifest manifest = new Manifest(jar.getManifest());
        manifest.getEntries().clear();
        return manifest;
    }
}
