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
     * Loads what offers that service. What is disabled is not looked at, where its {@link
     * ServiceFile} says what library it is.
     *
     * @param disabled library file names of modules to leave out
     * @throws StartException if a module cannot be loaded and that must not be
     */
    <T> List<T> load(
            Class<T> service,
            Optional<Path> folder,
            List<String> disabled,
            Function<T, String> libraryName) {
        List<ClassLoader> loaders = new ArrayList<>();
        loaders.add(ModuleLoader.class.getClassLoader());
        for (Path jar : folder.map(this::jars).orElse(List.of())) {
            loaders.add(loader(jar));
        }
        List<T> wanted = new ArrayList<>();
        for (ClassLoader loader : loaders) {
            for (ServiceFile.Entry entry : entries(service, loader)) {
                if (entry.library().filter(name -> isDisabled(name, disabled)).isPresent()) {
                    continue;
                }
                Optional<T> module = instance(service, loader, entry.className());
                module.filter(m -> !isKnown(m, wanted))
                        .filter(m -> !isDisabled(libraryName.apply(m), disabled))
                        .ifPresent(wanted::add);
            }
        }
        return wanted;
    }

    private static boolean isDisabled(String library, List<String> disabled) {
        if (!disabled.contains(library)) return false;
        LOG.info(() -> "module disabled library=" + library);
        return true;
    }

    /** A folder's class loader also sees what is on the class path. */
    private static <T> boolean isKnown(T module, List<T> wanted) {
        return wanted.stream().anyMatch(w -> w.getClass() == module.getClass());
    }

    private List<ServiceFile.Entry> entries(Class<?> service, ClassLoader loader) {
        try {
            return ServiceFile.entries(service, loader);
        } catch (IOException e) {
            failed(service.getName(), e);
            return List.of();
        }
    }

    private <T> Optional<T> instance(Class<T> service, ClassLoader loader, String name) {
        try {
            Class<?> type = Class.forName(name, true, loader);
            return Optional.of(service.cast(type.getConstructor().newInstance()));
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            failed(name, e);
            return Optional.empty();
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
