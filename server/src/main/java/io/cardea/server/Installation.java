package io.cardea.server;

import io.cardea.server.cli.CommandLineOptions;
import io.cardea.server.config.ConfigFiles;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the server is started with: its settings, those of its modules, and its pages.
 *
 * @param file the main file, with the options of the command line over it
 * @param complaints about a main file that had to be left out
 */
record Installation(
        Settings file,
        ServerSettings settings,
        ModuleSettings modules,
        Optional<Path> webFolder,
        List<String> complaints) {
    private static final String MAIN_FILE = "janus";

    Installation {
        complaints = List.copyOf(complaints);
    }

    /**
     * Looks for the configuration: the file of {@code -C}, else {@code janus.jcfg} in the folder of
     * {@code -F}, else in that of the distribution.
     *
     * @param home folder of the distribution
     * @throws StartException if the file of {@code -C} is no good
     * @throws SettingsException for a value that cannot be
     */
    static Installation find(CommandLineOptions options, Optional<Path> home) {
        Optional<Path> folder =
                options.configsFolder()
                        .or(() -> home.map(h -> h.resolve("conf")).filter(Files::isDirectory));
        List<String> complaints = new ArrayList<>();
        Settings file = mainFile(options, folder, complaints);
        Settings merged = options.over(file);
        Optional<Path> named = file.section("general").string("configs_folder").map(Path::of);
        Optional<ConfigFiles> modules =
                options.configsFolder().or(() -> named).or(() -> folder).map(ConfigFiles::new);
        return new Installation(
                merged,
                ServerSettings.of(merged),
                new ModuleSettings(modules),
                home.map(h -> h.resolve("web")).filter(Files::isDirectory),
                complaints);
    }

    private static Settings mainFile(
            CommandLineOptions options, Optional<Path> folder, List<String> complaints) {
        if (options.configFile().isPresent()) return required(options.configFile().get());
        Optional<Path> file = folder.flatMap(f -> new ConfigFiles(f).find(MAIN_FILE));
        Settings nothing = Settings.group("built-in defaults", 0);
        if (file.isEmpty()) {
            options.configsFolder()
                    .ifPresent(f -> complaints.add("no " + MAIN_FILE + ".jcfg in " + f));
            return nothing;
        }
        try {
            return ConfigFiles.read(file.get());
        } catch (SettingsException e) {
            complaints.add(e.getMessage() + "; going on with defaults");
            return nothing;
        }
    }

    private static Settings required(Path file) {
        if (!Files.isRegularFile(file)) throw new StartException("no such file: " + file);
        return ConfigFiles.read(file);
    }
}
