package io.cardea.server.gateway;

import io.cardea.rtc.peer.MediaRules;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.limit.Limits;
import java.time.Duration;

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

    void reclaim(Duration next) {
        reclaim = next;
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
