package io.cardea.spi;

import java.util.List;
import java.util.Optional;

/**
 * What a request may contain, checked in order as the Janus API does: the first flaw is reported,
 * unknown members are ignored, a JSON null is a wrong type and not an absence. Immutable; any
 * thread.
 */
public final class Fields {
    /** The flaws' texts are cut at this length, as clients know them. */
    static final int MAX_TEXT = 99;

    /** A type of member, with the words of the complaint. */
    public enum Kind {
        STRING("a string"),
        NON_EMPTY_STRING("a non-empty string"),
        INTEGER("an integer"),
        /** Zero is accepted, whatever the word says. */
        POSITIVE_INTEGER("a positive integer"),
        BOOLEAN("a boolean"),
        ARRAY("an array"),
        NON_EMPTY_ARRAY("a non-empty array"),
        OBJECT("an object");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        private boolean fits(Json value) {
            return switch (this) {
                case STRING -> value.isString();
                case NON_EMPTY_STRING -> value.isString() && !value.string().isEmpty();
                case INTEGER -> value.isInteger();
                case POSITIVE_INTEGER -> value.isInteger() && value.integer() >= 0;
                case BOOLEAN -> value.isBoolean();
                case ARRAY -> value.isArray();
                case NON_EMPTY_ARRAY -> value.isArray() && !value.elements().isEmpty();
                case OBJECT -> value.isObject();
            };
        }
    }

    /**
     * What is wrong with a request.
     *
     * @param missing true for a mandatory member that is not there, false for a wrong type
     * @param name the member
     * @param shouldBe the words for its type, such as {@code a string}
     */
    public record Flaw(boolean missing, String name, String shouldBe) {
        /** The text that Janus's clients know. */
        public String text() {
            return cut(
                    missing
                            ? "Missing mandatory element (" + name + ")"
                            : "Invalid element type (" + name + " should be " + shouldBe + ")");
        }

        private static String cut(String text) {
            return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        }
    }

    private record Rule(String name, Kind kind, boolean mandatory) {}

    /** No rules yet. */
    public static final Fields NONE = new Fields(List.of());

    private final List<Rule> rules;

    private Fields(List<Rule> rules) {
        this.rules = rules;
    }

    /** These rules and one more, for a member that must be there. */
    public Fields mandatory(String name, Kind kind) {
        return and(new Rule(name, kind, true));
    }

    /** These rules and one more, for a member that may be absent. */
    public Fields optional(String name, Kind kind) {
        return and(new Rule(name, kind, false));
    }

    private Fields and(Rule rule) {
        List<Rule> more = new java.util.ArrayList<>(rules);
        more.add(rule);
        return new Fields(List.copyOf(more));
    }

    /** The first flaw of a request, if any. */
    public Optional<Flaw> check(Json request) {
        for (Rule rule : rules) {
            Optional<Json> value = request.get(rule.name());
            if (value.isEmpty()) {
                if (rule.mandatory()) return Optional.of(flaw(true, rule));
            } else if (!rule.kind().fits(value.get())) {
                return Optional.of(flaw(false, rule));
            }
        }
        return Optional.empty();
    }

    private static Flaw flaw(boolean missing, Rule rule) {
        return new Flaw(missing, rule.name(), rule.kind().words);
    }
}
