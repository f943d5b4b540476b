package io.cardea.transport.websocket;

import io.cardea.spi.Settings;
import io.cardea.transport.netty.AccessList;
import io.cardea.transport.netty.Bindings;
import io.cardea.transport.netty.Certificates;
import io.cardea.transport.netty.Origins;
import io.netty.handler.ssl.SslContext;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code janus.transport.websockets.jcfg} says. */
record WebSocketSettings(Limits limits, Origins origins, List<Listener> listeners) {

    /** Which of the two APIs a listener carries, and what clients call it. */
    enum Kind {
        JANUS("janus-protocol"),
        ADMIN("janus-admin-protocol");

        private final String protocol;

        Kind(String protocol) {
            this.protocol = protocol;
        }

        /** The sub-protocol that a client has to ask for. */
        String protocol() {
            return protocol;
        }
    }

    /** Something to listen on. */
    record Listener(
            String name,
            Kind kind,
            List<SocketAddress> addresses,
            Optional<SslContext> tls,
            AccessList access,
            boolean forwardedToo) {}

    static WebSocketSettings read(Settings file) {
        Settings general = file.section("general");
        return new WebSocketSettings(
                limits(general), Origins.of(file.section("cors")), listeners(file));
    }

    /** Pings need both settings, as in Janus. */
    private static Limits limits(Settings general) {
        long trigger = general.integer("pingpong_trigger", 0);
        long timeout = general.integer("pingpong_timeout", 0);
        boolean on = trigger > 0 && timeout > 0;
        return new Limits(
                on ? Optional.of(Duration.ofSeconds(trigger)) : Optional.empty(),
                Duration.ofSeconds(on ? timeout : 0));
    }

    private static List<Listener> listeners(Settings file) {
        List<Listener> found = new ArrayList<>();
        listener(file, Kind.JANUS, "ws", 8188).ifPresent(found::add);
        listener(file, Kind.JANUS, "wss", 8989).ifPresent(found::add);
        listener(file, Kind.ADMIN, "admin_ws", 7188).ifPresent(found::add);
        listener(file, Kind.ADMIN, "admin_wss", 7989).ifPresent(found::add);
        return List.copyOf(found);
    }

    private static Optional<Listener> listener(Settings file, Kind kind, String name, int port) {
        Settings section = file.section(kind == Kind.JANUS ? "general" : "admin");
        if (!section.bool(name, false)) return Optional.empty();
        boolean secure = name.endsWith("wss");
        String acl = kind == Kind.JANUS ? "ws_acl" : "admin_ws_acl";
        // compat: Janus reads the Admin API's key from "general" too.
        boolean forwarded =
                section.bool(acl + "_forwarded", false)
                        || file.section("general").bool(acl + "_forwarded", false);
        return Optional.of(
                new Listener(
                        name,
                        kind,
                        addresses(section, name, port),
                        secure
                                ? Optional.of(
                                        Certificates.serverContext(file.section("certificates")))
                                : Optional.empty(),
                        AccessList.of(section, acl),
                        forwarded));
    }

    private static List<SocketAddress> addresses(Settings section, String name, int port) {
        Optional<String> path = section.string(name + "_unix").filter(p -> !p.isEmpty());
        if (path.isPresent()) return List.of(UnixDomainSocketAddress.of(path.get()));
        return List.copyOf(
                Bindings.read(section, name + "_interface", name + "_ip", name + "_port", port));
    }
}
