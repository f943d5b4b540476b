package io.cardea.server.gateway;

import io.cardea.rtc.peer.MediaRules;
import io.cardea.server.config.ServerSettings;
import java.time.Duration;

/**
 * The settings that the Admin API changes while the server runs; what it changes lasts until the
 * end of the server. Any thread.
 */
public final class LiveSettings {
    private final LogControl log;
    private final MediaRules media;
    private volatile Duration sessionTimeout;
    private volatile boolean accepting = true;
    private volatile boolean lockingDebug;
    private volatile boolean refcountDebug;
    private volatile boolean libniceDebug;

    /**
     * @param media of all peers
     */
    public LiveSettings(ServerSettings.Sessions first, LogControl log, MediaRules media) {
        this.sessionTimeout = first.timeout();
        this.log = log;
        this.media = media;
    }

    LogControl log() {
        return log;
    }

    MediaRules media() {
        return media;
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
