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
 *   <li>and <code>${signed:+60,janus}</code> a token made for the purpose, see {@link MadeTokens};
 *   <li>a string {@code "~regex"} matches strings;
 *   <li>a member {@code "...":1} stands for any further members;
 *   <li>loosely, the members of objects are in any order, and so are the elements of arrays that
 *       are sets; an element {@code "..."} stands for any further ones.
 * </ul>
 */
final class Pattern {
    private static final java.util.regex.Pattern HOLE =
            java.util.regex.Pattern.compile("(?<=[:\\[,])\\$(\\w+)");
    private static final java.util.regex.Pattern INSERT =
            java.util.regex.Pattern.compile("\\$\\{([\\w:.,+=-]+)}");
    private static final String MARK = "hole:";
    private static final String MORE = "...";

    /** Where an array's elements have no order. */
    private static final List<String> SETS =
            List.of(
                    ".participants",
                    ".publishers",
                    ".attendees",
                    ".allowed",
                    ".forwarders",
                    ".list");

    /**
     * Members that Janus has in the same place only since 1.1.2, or that Cardea adds there: as
     * these scenes were recorded from 1.1.2, Cardea may have them beyond what is wanted. They have
     * scenes of their own.
     */
    private static final Map<String, List<String>> LATER =
            Map.of(
                    ".streams",
                            List.of(
                                    "audiolevel_ext_id",
                                    "videoorient_ext_id",
                                    "playoutdelay_ext_id"),
                    ".list", List.of("subscriber_bwe"),
                    ".rtp_stream", List.of("video_rtcp"));

    /** Likewise, events that somebody has gone say how he was called. */
    private static final List<String> GONE = List.of("unpublished", "leaving", "kicked");

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
        Optional<String> token = MadeTokens.of(name);
        if (token.isPresent()) return Matcher.quoteReplacement(token.get());
        Json value = value(name, known);
        return Matcher.quoteReplacement(value.isString() ? value.string() : value.toString());
    }

    private static Json value(String name, Map<String, Json> known) {
        return Optional.ofNullable(known.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nothing is called " + name));
    }

    /** What is wrong with a message; nothing if it matches, and then holes are filled. */
    static List<String> compare(String pattern, Json actual, Map<String, Json> known) {
        return compare(pattern, actual, known, false);
    }

    /** The same, whatever the order of members and of what the API has no order for. */
    static List<String> compareLoosely(String pattern, Json actual, Map<String, Json> known) {
        return compare(pattern, actual, known, true);
    }

    private static List<String> compare(
            String pattern, Json actual, Map<String, Json> known, boolean loosely) {
        String inserted = INSERT.matcher(pattern).replaceAll(m -> insert(m, known));
        String marked = HOLE.matcher(inserted).replaceAll("\"" + MARK + "$1\"");
        var comparison = new Pattern(known, loosely);
        comparison.value(Json.parse(marked), actual, "");
        return comparison.faults;
    }

    private final Map<String, Json> known;
    private final boolean loosely;
    private final List<String> faults = new ArrayList<>();

    private Pattern(Map<String, Json> known, boolean loosely) {
        this.known = known;
        this.loosely = loosely;
    }

    private void value(Json wanted, Json actual, String where) {
        switch (wanted.type()) {
            case OBJECT -> object(wanted, actual, where);
            case ARRAY -> array(wanted, actual, where);
            case STRING -> string(wanted, actual, where);
            case INTEGER, REAL, BOOLEAN, NULL -> equal(wanted, actual, where);
        }
    }

    private void equal(Json wanted, Json actual, String where) {
        if (!wanted.equals(actual)) {
            faults.add(where + ": wanted " + wanted + " but got " + actual);
        }
    }

    private void string(Json wanted, Json actual, String where) {
        String text = wanted.string();
        if (text.startsWith(MARK)) {
            String name = text.substring(MARK.length());
            if (name.equals("_")) return;
            Json bound = known.putIfAbsent(name, actual);
            if (bound != null) equal(bound, actual, where);
        } else if (text.startsWith("~")) {
            boolean matches =
                    actual.isString() && actual.string().matches("(?s)" + text.substring(1));
            if (!matches) faults.add(where + ": wanted " + text + " but got " + actual);
        } else {
            equal(wanted, actual, where);
        }
    }

    private void array(Json wanted, Json actual, String where) {
        boolean open = loosely && wanted.elements().contains(Json.of(MORE));
        boolean fits =
                actual.isArray() && (open || actual.elements().size() == wanted.elements().size());
        if (!fits) {
            faults.add(where + ": wanted " + wanted + " but got " + actual);
            return;
        }
        if (open || loosely && SETS.stream().anyMatch(where::endsWith)) {
            set(wanted, actual, where);
            return;
        }
        for (int i = 0; i < wanted.elements().size(); i++) {
            value(wanted.elements().get(i), actual.elements().get(i), where + "[" + i + "]");
        }
    }

    /** Each wanted element takes the first that is like it and not taken yet. */
    private void set(Json wanted, Json actual, String where) {
        var left = new ArrayList<>(actual.elements());
        for (Json element : wanted.elements()) {
            if (element.equals(Json.of(MORE))) continue;
            Optional<Json> match =
                    left.stream().filter(each -> isLike(element, each, where)).findFirst();
            if (match.isEmpty()) {
                faults.add(where + ": nothing like " + element + " in " + actual);
                return;
            }
            value(element, match.get(), where + "[]");
            left.remove(match.get());
        }
    }

    private boolean isLike(Json wanted, Json actual, String where) {
        var trial = new Pattern(new java.util.HashMap<>(known), loosely);
        trial.value(wanted, actual, where + "[]");
        return trial.faults.isEmpty();
    }

    private void object(Json wanted, Json actual, String where) {
        if (!actual.isObject()) {
            faults.add(where + ": wanted an object but got " + actual);
        } else if (loosely) {
            members(wanted, actual, where);
        } else {
            membersInOrder(wanted, actual, where);
        }
    }

    private void members(Json wanted, Json actual, String where) {
        boolean open = wanted.has(MORE);
        wanted.members()
                .forEach((name, member) -> {
                    if (name.equals(MORE)) return;
                    Optional<Json> value = actual.get(name);
                    if (value.isEmpty()) {
                        faults.add(where + ": no member " + name);
                    } else {
                        value(member, value.get(), where + "." + name);
                    }
                });
        actual.members().keySet().stream()
                .filter(name -> !open && !wanted.has(name) && !isLater(where, name, actual))
                .forEach(name -> faults.add(where + ": member too many: " + name));
    }

    private static boolean isLater(String where, String name, Json object) {
        if (!Target.get().isCardea()) return false;
        if (where.isEmpty() && name.equals("display")) return GONE.stream().anyMatch(object::has);
        String place = where.substring(where.lastIndexOf('.') + 1).replaceFirst("\\[\\d*]$", "");
        return LATER.getOrDefault("." + place, List.of()).contains(name);
    }

    private void membersInOrder(Json wanted, Json actual, String where) {
        Iterator<String> names = actual.members().keySet().iterator();
        for (Map.Entry<String, Json> member : wanted.members().entrySet()) {
            if (member.getKey().equals(MORE)) return;
            String name = names.hasNext() ? names.next() : "nothing";
            if (!name.equals(member.getKey())) {
                faults.add(where + ": wanted member " + member.getKey() + " but got " + name);
                return;
            }
            value(member.getValue(), actual.members().get(name), where + "." + name);
        }
        if (names.hasNext()) faults.add(where + ": member too many: " + names.next());
    }
}
