package io.cardea.server.cli;

import io.cardea.spi.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line says. Immutable.
 *
 * @param configFile {@code -C}: exactly this file
 * @param configsFolder {@code -F}: where files are looked for
 * @param overrides settings given as options: {@code section.name} to value, with the option's name
 */
public record CommandLineOptions(
        Optional<Path> configFile, Optional<Path> configsFolder, Map<String, Given> overrides) {
    public CommandLineOptions {
        overrides = Map.copyOf(overrides);
    }

    /** A value and the option that gave it, for complaints. */
    public record Given(String value, String option) {}

    /** Options that are no good; the message says which and why. */
    public static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;

        Bad(String message) {
            super(message);
        }
    }

    /** What to do: start, or only say something. */
    public sealed interface Wish {
        record Start(CommandLineOptions options) implements Wish {}

        record Print(String text) implements Wish {}
    }

    /**
     * Reads the arguments.
     *
     * @param version what {@code --version} prints
     * @throws Bad if they are no good
     */
    public static Wish parse(String version, String... arguments) throws Bad {
        Map<Option, String> given = new Arguments(arguments).read();
        if (given.containsKey(Option.HELP)) return new Wish.Print(usage());
        if (given.containsKey(Option.VERSION)) return new Wish.Print(version);
        return new Wish.Start(of(given));
    }

    private static String usage() {
        int width = Option.ALL.stream().mapToInt(o -> o.usage().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        text.append("Usage: cardea [options]\nA WebRTC server that speaks the Janus API.\n");
        for (Option option : Option.ALL) {
            String usage = option.usage();
            text.append(usage).append(" ".repeat(width - usage.length() + 2));
            text.append(option.text()).append('\n');
        }
        return text.toString();
    }

    private static CommandLineOptions of(Map<Option, String> given) {
        Map<String, Given> overrides = new LinkedHashMap<>();
        given.forEach((option, value) -> {
            if (!option.key().isEmpty()) put(overrides, option, value, option.full());
        });
        return new CommandLineOptions(
                Optional.ofNullable(given.get(Option.CONFIG)).map(Path::of),
                Optional.ofNullable(given.get(Option.CONFIGS_FOLDER)).map(Path::of),
                overrides);
    }

    private static void put(
            Map<String, Given> overrides, Option option, String value, String name) {
        int colon = value.lastIndexOf(':');
        if (option.longName().equals("stun-server") && colon > 0 && value.indexOf(':') == colon) {
            overrides.put("nat.stun_port", new Given(value.substring(colon + 1), name));
            overrides.put(option.key(), new Given(value.substring(0, colon), name));
        } else {
            overrides.put(option.key(), new Given(value, name));
        }
    }

    /** The file's settings with those of the command line in their place. */
    public Settings over(Settings file) {
        Settings merged = copy(file);
        overrides.forEach((key, given) -> override(merged, key, given));
        return merged;
    }

    private static void override(Settings root, String key, Given given) {
        String section = key.substring(0, key.indexOf('.'));
        String name = key.substring(key.indexOf('.') + 1);
        Optional<Settings> known = root.get(section).filter(Settings::isGroup);
        Settings group = known.orElseGet(() -> Settings.group(given.option(), 0));
        if (known.isEmpty()) root.put(section, group);
        group.members().keySet().removeIf(other -> other.equalsIgnoreCase(name));
        group.put(name, Settings.scalar(given.option(), 0, given.value()));
    }

    /** A copy two levels deep: sections can be changed, what is in them is shared. */
    private static Settings copy(Settings file) {
        Settings root = Settings.group(file.where(), 0);
        file.members()
                .forEach((name, member) -> {
                    if (!member.isGroup()) {
                        root.put(name, member);
                        return;
                    }
                    Settings group = Settings.group(member.where(), 0);
                    member.members().forEach(group::put);
                    root.put(name, group);
                });
        return root;
    }
}
