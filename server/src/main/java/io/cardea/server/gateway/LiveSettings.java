package io.cardea.server.gateway;

import io.cardea.rtc.peer.MediaRules;
import io.cardea.server.config.MediaSettings;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.limit.Limits;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The settings that change while the server runs, by the Admin API or when the configuration is
 * read again. Any thread.
 */
public final class LiveSettings {
    private final LogControl log;
    private final MediaRules media;
    private final Limits limits;
    private volatile Duration sessionTimeout;
    private volatile Duration reclaim;
    private volatile boolean accepting = true;
    private volatile boolean draining;
    private volatile boolean lockingDebug;
    private volatile boolean refcountDebug;
    private volatile boolean libniceDebug;

    /**
     * @param media of all peers
     */
    public LiveSettings(
            ServerSettings.Sessions first, LogControl log, MediaRules media, Limits limits) {
        this.sessionTimeout = first.timeout();
        this.reclaim = first.reclaim();
        this.limits = limits;
        this.log = log;
        this.media = media;
    }

    LogControl log() {
        return log;
    }

    MediaRules media() {
        return media;
    }

    Limits limits() {
        return limits;
    }

    /** How long a session outlives its client; zero for not at all. */
    Duration reclaim() {
        return reclaim;
    }

    /** After which an idle session ends; zero for never. */
    Duration sessionTimeout() {
        return sessionTimeout;
    }

    void sessionTimeout(Duration next) {
        sessionTimeout = next;
    }

    /** Whether new sessions are welcome. */
    boolean isAccepting() {
        return accepting;
    }

    void accepting(boolean on) {
        accepting = on;
        draining = false;
    }

    /** Whether new sessions are refused because the server is to be empty. */
    boolean isDraining() {
        return draining;
    }

    void drain() {
        accepting = false;
        draining = true;
    }

    /**
     * Takes over what a configuration that was read again says.
     *
     * @param changed names of the settings that differ from the last reading
     * @return those of them that hold now
     */
    public Set<String> take(ServerSettings fresh, Set<String> changed) {
        Set<String> taken = new HashSet<>();
        for (String name : changed) {
            if (take(fresh, name)) taken.add(name);
        }
        return taken;
    }

    private boolean take(ServerSettings fresh, String name) {
        if (name.startsWith("limits.") && !name.equals("limits.request_size")) {
            limits.change(fresh.limits());
            return true;
        }
        MediaSettings rules = fresh.media();
        switch (name) {
            case "general.session_timeout" -> sessionTimeout = fresh.sessions().timeout();
            case "general.reclaim_session_timeout" -> reclaim = fresh.sessions().reclaim();
            case "general.debug_level" -> log.level(fresh.logging().level());
            case "general.debug_timestamps" -> log.timestamps(fresh.logging().timestamps());
            case "general.debug_colors" -> log.colors(fresh.logging().colors());
            case "media.no_media_timer" ->
                    media.change(old -> old.withNoMedia((int) rules.silence().toSeconds()));
            case "media.slowlink_threshold" ->
                    media.change(old -> old.withSlowlink(rules.slowLinkThreshold()));
            case "media.min_nack_queue" ->
                    media.change(old ->
                            old.withMinNackQueue((int) rules.feedback().minNackQueue().toMillis()));
            case "media.nack_optimizations" ->
                    media.change(
                            old -> old.withNackOptimizations(rules.feedback().nackOptimizations()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** compat: kept and told, without effect. */
    boolean lockingDebug() {
        return lockingDebug;
    }

    void lockingDebug(boolean on) {
        lockingDebug = on;
    }

    /** compat: kept and told, without effect. */
    boolean refcountDebug() {
        return refcountDebug;
    }

    void refcountDebug(boolean on) {
        refcountDebug = on;
    }

    /** compat: kept and told, without effect. */
    boolean libniceDebug() {
        return libniceDebug;
    }

    void libniceDebug(boolean on) {
        libniceDebug = on;
    }
}
