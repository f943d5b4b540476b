package io.cardea.server.cli;

import io.cardea.server.cli.CommandLineOptions.Bad;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of the command line, as {@code getopt_long} would read them: {@code --name value},
 * {@code --name=value}, {@code -n value}, {@code -nvalue}, and flags together as in {@code -oD}.
 *
 * <p>Read by ourselves because it is in the way of every start: with a library it took a quarter of
 * a second.
 */
final class Arguments {
    private final Deque<String> left;
    private final Map<Option, String> given = new LinkedHashMap<>();

    Arguments(String... arguments) {
        this.left = new ArrayDeque<>(List.of(arguments));
    }

    /**
     * The options that are given, in that order, with their values.
     *
     * @throws Bad for what is no option, a value too many or too few, and what is said twice
     */
    Map<Option, String> read() throws Bad {
        while (!left.isEmpty()) {
            String argument = left.pop();
            if (argument.startsWith("--")) {
                readLong(argument);
            } else if (argument.startsWith("-") && argument.length() > 1) {
                readShort(argument);
            } else {
                throw new Bad("Not an option: '" + argument + "'");
            }
        }
        return given;
    }

    private void readLong(String argument) throws Bad {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        Option option = find(name).orElseThrow(() -> new Bad("Unknown option: '" + name + "'"));
        if (equals < 0) {
            put(option, option.isFlag() ? option.flagValue() : next(option));
        } else if (option.isFlag()) {
            throw new Bad("Option '" + name + "' takes no value");
        } else {
            put(option, argument.substring(equals + 1));
        }
    }

    private void readShort(String argument) throws Bad {
        for (int i = 1; i < argument.length(); i++) {
            String name = "-" + argument.charAt(i);
            Option option = find(name).orElseThrow(() -> new Bad("Unknown option: '" + name + "'"));
            if (option.isFlag()) {
                put(option, option.flagValue());
                continue;
            }
            String rest = argument.substring(i + 1);
            put(option, rest.isEmpty() ? next(option) : rest);
            return;
        }
    }

    /** The value that has to follow; another option is none, since one was forgotten then. */
    private String next(Option option) throws Bad {
        if (left.isEmpty() || find(left.peek()).isPresent()) {
            throw new Bad("Option '" + option.full() + "' needs a <" + option.parameter() + ">");
        }
        return left.pop();
    }

    private void put(Option option, String value) throws Bad {
        if (given.putIfAbsent(option, value) != null) {
            throw new Bad("Option '" + option.full() + "' is given twice");
        }
    }

    private static Optional<Option> find(String name) {
        String bare = name.replaceFirst("^--?", "");
        boolean full = name.startsWith("--");
        return Option.ALL.stream()
                .filter(o -> bare.equals(full ? o.longName() : o.shortName()))
                .filter(_ -> !bare.isEmpty() && name.startsWith("-"))
                .findFirst();
    }
}
