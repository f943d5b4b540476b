package io.cardea.conformance;

import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * JSON with holes, to be compared with what a server sent: the same values of the same types, the
 * members of objects in the same order.
 *
 * <ul>
 *   <li>{@code $name} in place of a value stands for any value, and from then on for that one;
 *   <li>{@code $_} stands for any value each time;
 *   <li><code>${name}</code> within a string is the text of a value known already;
 *   <li>a string {@code "~regex"} matches strings;
 *   <li>a member {@code "...":1} stands for any further members.
 * </ul>
 */
final class Pattern {
    private static final java.util.regex.Pattern HOLE =
            java.util.regex.Pattern.compile("(?<=[:\\[,])\\$(\\w+)");
    private static final java.util.regex.Pattern INSERT =
            java.util.regex.Pattern.compile("\\$\\{([\\w:.-]+)}");
    private static final String MARK = "hole:";
    private static final String MORE = "...";

    private Pattern() {}

    /** The text of a request, with what is known filled in. */
    static String fill(String text, Map<String, Json> known) {
        String inserted = INSERT.matcher(text).replaceAll(m -> insert(m, known));
        return HOLE.matcher(inserted)
                .replaceAll(m -> Matcher.quoteReplacement(value(m.group(1), known).toString()));
    }

    private static String insert(java.util.regex.MatchResult match, Map<String, Json> known) {
        String name = match.group(1);
        if (name.startsWith("sdp:")) {
            String quoted = Json.of(Resources.sdp(name.substring(4))).toString();
            return Matcher.quoteReplacement(quoted.substring(1, quoted.length() - 1));
        }
        Json value = value(name, known);
        return Matcher.quoteReplacement(value.isString() ? value.string() : value.toString());
    }

    private static Json value(String name, Map<String, Json> known) {
        return Optional.ofNullable(known.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nothing is called " + name));
    }

    /** What is wrong with a message; nothing if it matches, and then holes are filled. */
    static List<String> compare(String pattern, Json actual, Map<String, Json> known) {
        String inserted = INSERT.matcher(pattern).replaceAll(m -> insert(m, known));
        String marked = HOLE.matcher(inserted).replaceAll("\"" + MARK + "$1\"");
        List<String> faults = new ArrayList<>();
        compare(Json.parse(marked), actual, known, "", faults);
        return faults;
    }

    private static void compare(
            Json wanted, Json actual, Map<String, Json> known, String where, List<String> faults) {
        switch (wanted.type()) {
            case OBJECT -> object(wanted, actual, known, where, faults);
            case ARRAY -> array(wanted, actual, known, where, faults);
            case STRING -> string(wanted, actual, known, where, faults);
            case INTEGER, REAL, BOOLEAN, NULL -> equal(wanted, actual, where, faults);
        }
    }

    private static void equal(Json wanted, Json actual, String where, List<String> faults) {
        if (!wanted.equals(actual)) {
            faults.add(where + ": wanted " + wanted + " but got " + actual);
        }
    }

    private static void string(
            Json wanted, Json actual, Map<String, Json> known, String where, List<String> faults) {
        String text = wanted.string();
        if (text.startsWith(MARK)) {
            String name = text.substring(MARK.length());
            if (name.equals("_")) return;
            Json bound = known.putIfAbsent(name, actual);
            if (bound != null) equal(bound, actual, where, faults);
        } else if (text.startsWith("~")) {
            boolean matches =
                    actual.isString() && actual.string().matches("(?s)" + text.substring(1));
            if (!matches) faults.add(where + ": wanted " + text + " but got " + actual);
        } else {
            equal(wanted, actual, where, faults);
        }
    }

    private static void array(
            Json wanted, Json actual, Map<String, Json> known, String where, List<String> faults) {
        boolean same = actual.isArray() && actual.elements().size() == wanted.elements().size();
        if (!same) {
            faults.add(where + ": wanted " + wanted + " but got " + actual);
            return;
        }
        for (int i = 0; i < wanted.elements().size(); i++) {
            compare(
                    wanted.elements().get(i),
                    actual.elements().get(i),
                    known,
                    where + "[" + i + "]",
                    faults);
        }
    }

    private static void object(
            Json wanted, Json actual, Map<String, Json> known, String where, List<String> faults) {
        if (!actual.isObject()) {
            faults.add(where + ": wanted an object but got " + actual);
            return;
        }
        Iterator<String> names = actual.members().keySet().iterator();
        for (Map.Entry<String, Json> member : wanted.members().entrySet()) {
            if (member.getKey().equals(MORE)) return;
            String name = names.hasNext() ? names.next() : "nothing";
            if (!name.equals(member.getKey())) {
                faults.add(where + ": wanted member " + member.getKey() + " but got " + name);
                return;
            }
            Json value = actual.members().get(name);
            compare(member.getValue(), value, known, where + "." + name, faults);
        }
        if (names.hasNext()) faults.add(where + ": member too many: " + names.next());
    }
}
