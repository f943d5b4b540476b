package io.cardea.server.gateway;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that the Admin API hands out and takes back, each with the plugins that it opens. None
 * outlives the server. Any thread.
 */
final class StoredTokens {
    /** More than that are refused. */
    static final int MAX_TOKENS = 1_000_000;

    private final ConcurrentHashMap<String, Set<String>> pluginsOf = new ConcurrentHashMap<>();

    boolean isKnown(String token) {
        return pluginsOf.containsKey(token);
    }

    boolean opens(String token, String plugin) {
        return pluginsOf.getOrDefault(token, Set.of()).contains(plugin);
    }

    /** Makes a token, if it is not there; false if there are too many. */
    boolean add(String token) {
        if (pluginsOf.size() >= MAX_TOKENS && !isKnown(token)) return false;
        pluginsOf.putIfAbsent(token, Set.of());
        return true;
    }

    /** Adds plugins to a known token. */
    void allow(String token, Collection<String> plugins) {
        pluginsOf.computeIfPresent(
                token,
                (name, old) -> {
                    Set<String> more = new TreeSet<>(old);
                    more.addAll(plugins);
                    return more;
                });
    }

    /** Takes plugins from a known token. */
    void disallow(String token, Collection<String> plugins) {
        pluginsOf.computeIfPresent(
                token,
                (name, old) -> {
                    Set<String> fewer = new TreeSet<>(old);
                    fewer.removeAll(plugins);
                    return fewer;
                });
    }

    /** False if it was not there. */
    boolean remove(String token) {
        return pluginsOf.remove(token) != null;
    }

    /** What a token opens; empty if it is not there. */
    Optional<Set<String>> plugins(String token) {
        return Optional.ofNullable(pluginsOf.get(token));
    }

    /** All of them, with what they open. */
    Map<String, Set<String>> all() {
        return new LinkedHashMap<>(pluginsOf);
    }
}
