package io.cardea.server.cli;

import io.cardea.spi.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

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
        CommandLine line = new CommandLine(spec(version));
        try {
            ParseResult result = line.parseArgs(arguments);
            if (result.isUsageHelpRequested()) return new Wish.Print(line.getUsageMessage());
            if (result.isVersionHelpRequested()) return new Wish.Print(version);
            return new Wish.Start(of(result));
        } catch (CommandLine.ParameterException e) {
            throw new Bad(e.getMessage());
        }
    }

    private static CommandSpec spec(String version) {
        CommandSpec spec = CommandSpec.create().name("cardea").version(version);
        spec.usageMessage().description("A WebRTC server that speaks the Janus API.");
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Print this and exit")
                        .build());
        spec.addOption(
                OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print the version and exit")
                        .build());
        spec.addOption(path("-C", "--config", "file", "Configuration file to use"));
        spec.addOption(path("-F", "--configs-folder", "path", "Folder with configuration files"));
        for (Option option : Option.ALL) {
            spec.addOption(spec(option));
        }
        return spec;
    }

    private static OptionSpec path(String name, String longName, String label, String text) {
        return OptionSpec.builder(name, longName)
                .type(Path.class)
                .paramLabel(label)
                .description(text)
                .build();
    }

    private static OptionSpec spec(Option option) {
        OptionSpec.Builder builder = OptionSpec.builder(option.names()).description(option.text());
        if (option.isFlag()) return builder.type(boolean.class).build();
        return builder.type(String.class).paramLabel("<" + option.parameter() + ">").build();
    }

    private static CommandLineOptions of(ParseResult result) {
        Map<String, Given> overrides = new LinkedHashMap<>();
        for (Option option : Option.ALL) {
            String longName = "--" + option.longName();
            if (!result.hasMatchedOption(longName)) continue;
            String value =
                    option.isFlag() ? option.flagValue() : result.matchedOptionValue(longName, "");
            put(overrides, option, value, longName);
        }
        return new CommandLineOptions(
                Optional.ofNullable(result.<Path>matchedOptionValue("-C", null)),
                Optional.ofNullable(result.<Path>matchedOptionValue("-F", null)),
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
