package io.cardea.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The files that {@link java.util.ServiceLoader} reads, with one thing more in them: a comment
 * behind a class may say by which library name a configuration disables it, so that it can be left
 * out without being loaded.
 *
 * <pre>org.example.Mirror   # libjanus_mirror.so</pre>
 */
final class ServiceFile {
    private static final String FOLDER = "META-INF/services/";
    private static final String LIBRARY_SUFFIX = ".so";

    private ServiceFile() {}

    /**
     * A class that offers the service.
     *
     * @param library empty if the file does not say
     */
    record Entry(String className, Optional<String> library) {}

    /** What all files of that name say which the loader sees. */
    static List<Entry> entries(Class<?> service, ClassLoader loader) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (URL file : Collections.list(loader.getResources(FOLDER + service.getName()))) {
            URLConnection connection = file.openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream();
                    var lines =
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> entry(line).ifPresent(entries::add));
            }
        }
        return entries;
    }

    private static Optional<Entry> entry(String line) {
        int hash = line.indexOf('#');
        String name = (hash < 0 ? line : line.substring(0, hash)).strip();
        if (name.isEmpty()) return Optional.empty();
        Optional<String> comment =
                hash < 0 ? Optional.empty() : Optional.of(line.substring(hash + 1).strip());
        return Optional.of(new Entry(name, comment.filter(c -> c.endsWith(LIBRARY_SUFFIX))));
    }
}
