package io.cardea.server.auth;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Tokens that the Admin API hands out and takes back, each with the plugins that it opens. None
 * outlives the server. Any thread.
 */
public final class StoredTokens implements Tokens {
    /** More than that are refused. */
    public static final int MAX_TOKENS = 1_000_000;

    private record Stored(String token, Set<String> plugins) {}

    private final TokenDigests digests = new TokenDigests();
    private final ConcurrentHashMap<String, Stored> byDigest = new ConcurrentHashMap<>();

    @Override
    public Verdict opensApi(String token) {
        return isKnown(token) ? Verdict.GOOD : Verdict.UNKNOWN_TOKEN;
    }

    @Override
    public Verdict opensPlugin(String token, String plugin) {
        Optional<Set<String>> opened = plugins(token);
        if (opened.isEmpty()) return Verdict.UNKNOWN_TOKEN;
        return opened.get().contains(plugin) ? Verdict.GOOD : Verdict.PLUGIN_NOT_OPEN;
    }

    /** They know of nothing but plugins. */
    @Override
    public Verdict opens(String token, String plugin, String descriptor) {
        return Verdict.ROOM_NOT_OPEN;
    }

    @Override
    public boolean proveThemselves() {
        return false;
    }

    public boolean isKnown(String token) {
        return byDigest.containsKey(digests.of(token));
    }

    /** Makes a token, if it is not there; false if there are too many. */
    public boolean add(String token) {
        String digest = digests.of(token);
        if (byDigest.size() >= MAX_TOKENS && !byDigest.containsKey(digest)) return false;
        byDigest.putIfAbsent(digest, new Stored(token, Set.of()));
        return true;
    }

    /** Adds plugins to a known token. */
    public void allow(String token, Collection<String> plugins) {
        change(
                token,
                set -> {
                    set.addAll(plugins);
                    return set;
                });
    }

    /** Takes plugins from a known token. */
    public void disallow(String token, Collection<String> plugins) {
        change(
                token,
                set -> {
                    set.removeAll(plugins);
                    return set;
                });
    }

    private void change(String token, UnaryOperator<Set<String>> change) {
        byDigest.computeIfPresent(
                digests.of(token),
                (digest, old) -> new Stored(token, change.apply(new TreeSet<>(old.plugins()))));
    }

    /** False if it was not there. */
    public boolean remove(String token) {
        return byDigest.remove(digests.of(token)) != null;
    }

    /** What a token opens; empty if it is not there. */
    public Optional<Set<String>> plugins(String token) {
        return Optional.ofNullable(byDigest.get(digests.of(token))).map(Stored::plugins);
    }

    /** All of them, with what they open. */
    public Map<String, Set<String>> all() {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        byDigest.values().forEach(stored -> all.put(stored.token(), stored.plugins()));
        return all;
    }
}
