package io.cardea.server.config;

import io.cardea.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds and reads the configuration of the server and its modules in the configuration folder:
 * {@code <name>.jcfg}, else {@code <name>.cfg}. Any thread.
 *
 * @param folder where the files are
 */
public record ConfigFiles(Path folder) {
    /** The settings of a module by its package name; an empty group without a file. */
    public Settings module(String packageName) {
        return find(packageName)
                .map(ConfigFiles::read)
                .orElseGet(() -> Settings.group(packageName + ".jcfg", 0));
    }

    /** The file of that name, if there is one. */
    public Optional<Path> find(String name) {
        Path jcfg = folder.resolve(name + ".jcfg");
        if (Files.isRegularFile(jcfg)) return Optional.of(jcfg);
        Path cfg = folder.resolve(name + ".cfg");
        return Files.isRegularFile(cfg) ? Optional.of(cfg) : Optional.empty();
    }

    /**
     * Replaces the file of a module, as {@code .jcfg}; the old one stays until the new one is
     * whole.
     *
     * @throws IOException if it cannot be written
     */
    public void save(String packageName, Settings settings) throws IOException {
        Path file = folder.resolve(packageName + ".jcfg");
        Path fresh = folder.resolve(packageName + ".jcfg.new");
        Files.writeString(fresh, JcfgWriter.print(settings));
        Files.move(
                fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads a file in the syntax its name asks for.
     *
     * @throws io.cardea.spi.SettingsException if it cannot be read or is not well-formed
     */
    public static Settings read(Path file) {
        boolean legacy = file.toString().toLowerCase(Locale.ROOT).endsWith(".cfg");
        return legacy ? Cfg.read(file) : Jcfg.read(file);
    }
}
