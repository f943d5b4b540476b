package io.cardea.server.config;

import io.cardea.spi.Settings;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What differs between two readings of a file. */
public final class SettingsDiff {
    private SettingsDiff() {}

    /**
     * The settings that were added, removed or changed, by their names in lower case with dots; of
     * a list the name of the whole.
     */
    public static Set<String> changed(Settings before, Settings after) {
        Map<String, String> old = flat(before);
        Map<String, String> now = flat(after);
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        names.removeIf(name -> old.containsKey(name) && old.get(name).equals(now.get(name)));
        return names;
    }

    private static Map<String, String> flat(Settings group) {
        Map<String, String> all = new LinkedHashMap<>();
        collect("", group, all);
        return all;
    }

    private static void collect(String name, Settings node, Map<String, String> all) {
        if (!node.isGroup()) {
            all.put(name, text(node));
            return;
        }
        String prefix = name.isEmpty() ? "" : name + ".";
        node.members()
                .forEach((key, member) ->
                        collect(prefix + key.toLowerCase(Locale.ROOT), member, all));
    }

    private static String text(Settings node) {
        if (node.isScalar()) return node.text().orElse("");
        StringBuilder text = new StringBuilder();
        node.elements().forEach(element -> text.append('(').append(text(element)).append(')'));
        node.members()
                .forEach((key, member) ->
                        text.append(key).append('=').append(text(member)).append(';'));
        return text.toString();
    }
}
