package io.cardea.server;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds modules: on the class path, and in jars of a folder, each with a class loader of its own.
 *
 * @param exitOnError whether a module that cannot be loaded ends the start
 */
record ModuleLoader(boolean exitOnError) {
    private static final Logger LOG = Logger.getLogger(ModuleLoader.class.getName());

    /**
     * Loads what offers that service.
     *
     * @param disabled library file names of modules to leave out
     * @throws StartException if a module cannot be loaded and that must not be
     */
    <T> List<T> load(
            Class<T> service,
            Optional<Path> folder,
            List<String> disabled,
            Function<T, String> libraryName) {
        List<T> found = new ArrayList<>();
        collect(ServiceLoader.load(service), found);
        for (Path jar : folder.map(this::jars).orElse(List.of())) {
            collect(ServiceLoader.load(service, loader(jar)), found);
        }
        List<T> wanted = new ArrayList<>();
        for (T module : found) {
            boolean known = wanted.stream().anyMatch(w -> w.getClass() == module.getClass());
            String name = libraryName.apply(module);
            if (disabled.contains(name)) {
                LOG.info(() -> "module disabled library=" + name);
            } else if (!known) {
                wanted.add(module);
            }
        }
        return wanted;
    }

    private <T> void collect(ServiceLoader<T> services, List<T> found) {
        for (ServiceLoader.Provider<T> provider : services.stream().toList()) {
            try {
                found.add(provider.get());
            } catch (ServiceConfigurationError e) {
                failed(provider.type().getName(), e);
            }
        }
    }

    private void failed(String what, Throwable cause) {
        if (exitOnError)
            throw new StartException("cannot load " + what + ": " + cause.getMessage());
        LOG.log(Level.WARNING, cause, () -> "module not loaded module=" + what);
    }

    private List<Path> jars(Path folder) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            LOG.warning(() -> "modules folder cannot be read folder=" + folder);
        }
        jars.sort(null);
        return jars;
    }

    private static URLClassLoader loader(Path jar) {
        try {
            URL url = jar.toUri().toURL();
            return new URLClassLoader(
                    jar.getFileName().toString(),
                    new URL[] {url},
                    ModuleLoader.class.getClassLoader());
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
