package io.cardea.server.gateway;

import io.cardea.server.config.MediaSettings;
import io.cardea.server.config.NatSettings;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import java.util.List;

/**
 * What {@code info} answers, in Janus's order. Any thread.
 *
 * <p>compat: name and version are Janus's, since clients compare them; who we are is said by {@code
 * implementation}, behind everything that Janus says.
 */
public final class ServerInfo {
    /** The Janus whose API this is: 1.4.2. */
    static final int VERSION = 1402;

    private static final String VERSION_STRING = "1.4.2";

    private final ServerSettings settings;
    private final Modules modules;
    private final Addresses addresses;
    private final Build build;

    /** Our addresses; {@code publicIps} is empty when there is none but the local one. */
    public record Addresses(String localIp, List<String> publicIps) {
        public Addresses {
            publicIps = List.copyOf(publicIps);
        }
    }

    /** What was built. */
    public record Build(String version, String commit, String time) {}

    public ServerInfo(ServerSettings settings, Modules modules, Addresses addresses, Build build) {
        this.settings = settings;
        this.modules = modules;
        this.addresses = addresses;
        this.build = build;
    }

    Json reply(String transaction, boolean accepting) {
        Json info =
                Json.object()
                        .put("janus", "server_info")
                        .put("transaction", transaction)
                        .put("name", "Janus WebRTC Server")
                        .put("version", VERSION)
                        .put("version_string", VERSION_STRING)
                        .put("author", "Cardea authors")
                        .put("commit-hash", build.commit())
                        .put("compile-time", build.time());
        logging(info);
        info.put("data_channels", true).put("accepting-new-sessions", accepting);
        sessions(info);
        addresses(info);
        ice(info);
        media(info);
        servers(info);
        access(info);
        modules(info);
        info.put("implementation", "Cardea " + build.version());
        return info;
    }

    private void logging(Json info) {
        var log = settings.logging();
        info.put("log-to-stdout", log.toStdout()).put("log-to-file", log.file().isPresent());
        log.file().ifPresent(file -> info.put("log-path", file.toString()));
    }

    private void sessions(Json info) {
        var sessions = settings.sessions();
        info.put("session-timeout", sessions.timeout().toSeconds())
                .put("reclaim-session-timeout", sessions.reclaim().toSeconds())
                .put("candidates-timeout", sessions.candidates().toSeconds())
                .put("server-name", settings.general().serverName());
    }

    private void addresses(Json info) {
        info.put("local-ip", addresses.localIp());
        List<String> known = addresses.publicIps();
        if (!known.isEmpty()) info.put("public-ip", known.getFirst());
        if (known.size() > 1) {
            info.put("public-ips", Json.arrayOf(known.stream().map(Json::of).toList()));
        }
    }

    private void ice(Json info) {
        MediaSettings.Ipv6 ipv6 = settings.media().ipv6();
        NatSettings.Ice ice = settings.nat().ice();
        info.put("ipv6", ipv6.enabled());
        if (ipv6.enabled()) info.put("ipv6-link-local", ipv6.linkLocal());
        info.put("ice-lite", ice.lite())
                .put("ice-tcp", ice.tcp())
                .put("ice-nomination", ice.aggressive() ? "aggressive" : "regular")
                .put("ice-consent-freshness", ice.consentFreshness())
                .put("ice-keepalive-conncheck", ice.keepAliveByChecks())
                .put("hangup-on-failed", ice.hangupOnFailed())
                .put("full-trickle", ice.fullTrickle())
                .put("mdns-enabled", !ice.ignoreMdns());
    }

    private void media(Json info) {
        MediaSettings media = settings.media();
        info.put("min-nack-queue", media.feedback().minNackQueue().toMillis())
                .put("nack-optimizations", media.feedback().nackOptimizations())
                .put("twcc-period", media.feedback().twccPeriod().toMillis());
        if (media.dscp() > 0) info.put("dscp", media.dscp());
        info.put("dtls-mtu", media.dtlsMtu());
    }

    private void servers(Json info) {
        NatSettings nat = settings.nat();
        nat.stun().ifPresent(s -> info.put("stun-server", s.host() + ":" + s.port()));
        nat.turn().ifPresent(t -> info.put("turn-server", t.host() + ":" + t.port()));
        if (nat.allowForceRelay()) info.put("allow-force-relay", true);
        int loops = settings.sessions().eventLoops();
        info.put("static-event-loops", loops);
        if (loops > 0) info.put("loop-indication", settings.sessions().allowLoopIndication());
    }

    private void access(Json info) {
        info.put("api_secret", settings.access().apiSecret().isPresent())
                .put("auth_token", settings.access().tokenAuth())
                .put("event_handlers", settings.events().broadcast())
                .put("opaqueid_in_api", settings.general().opaqueIdInApi());
        if (!settings.media().encrypted()) info.put("webrtc_encryption", false);
    }

    private void modules(Json info) {
        if (!settings.general().hideDependencies()) {
            info.put("dependencies", Json.object().put("java", Runtime.version().toString()));
        }
        info.put("transports", described(modules.transports()))
                .put("events", described(modules.eventHandlers()))
                .put("loggers", described(modules.loggers()))
                .put("plugins", described(modules.plugins()));
    }

    private static Json described(List<ModuleInfo> modules) {
        Json all = Json.object();
        for (ModuleInfo module : modules) {
            all.put(
                    module.packageName(),
                    Json.object()
                            .put("name", module.name())
                            .put("author", module.author())
                            .put("description", module.description())
                            .put("version_string", module.versionString())
                            .put("version", module.version()));
        }
        return all;
    }
}
