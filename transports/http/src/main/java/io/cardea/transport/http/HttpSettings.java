package io.cardea.transport.http;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.transport.netty.AccessList;
import io.cardea.transport.netty.Bindings;
import io.cardea.transport.netty.Certificates;
import io.cardea.transport.netty.Origins;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code janus.transport.http.jcfg} says.
 *
 * @param connectionLimit how many connections a listener may have open at a time
 */
record HttpSettings(int connectionLimit, Origins origins, List<Listener> listeners) {

    /**
     * Connections open at a time, per listener. Every client in a long poll holds one, so the
     * figure bounds the sessions over HTTP; Janus stops at 1020.
     */
    static final int CONNECTIONS = 8_192;

    /** Something to listen on. */
    record Listener(
            String name,
            Api.Kind kind,
            String basePath,
            List<InetSocketAddress> addresses,
            Optional<SslContext> tls,
            AccessList access,
            boolean forwardedToo) {}

    static HttpSettings read(Settings file) {
        Settings general = file.section("general");
        long limit = general.integer("mhd_connection_limit", CONNECTIONS);
        if (limit < 1 || limit > Integer.MAX_VALUE) {
            throw new SettingsException(general.where(), "mhd_connection_limit", "below 1");
        }
        return new HttpSettings((int) limit, Origins.of(file.section("cors")), listeners(file));
    }

    private static List<Listener> listeners(Settings file) {
        Settings general = file.section("general");
        Settings admin = file.section("admin");
        List<Listener> found = new ArrayList<>();
        if (general.bool("http", false)) {
            found.add(janus(file, "http", plain(general, "", 8088), Optional.empty()));
        }
        if (general.bool("https", false)) {
            found.add(janus(file, "https", secure(general, "", 8089), tls(file)));
        }
        if (admin.bool("admin_http", false)) {
            found.add(admin(file, "admin_http", plain(admin, "admin_", 7088), Optional.empty()));
        }
        if (admin.bool("admin_https", false)) {
            found.add(admin(file, "admin_https", secure(admin, "admin_", 7889), tls(file)));
        }
        return List.copyOf(found);
    }

    private static Listener janus(
            Settings file,
            String name,
            List<InetSocketAddress> addresses,
            Optional<SslContext> tls) {
        Settings general = file.section("general");
        return new Listener(
                name,
                Api.Kind.JANUS,
                basePath(general, "base_path", "/janus"),
                addresses,
                tls,
                AccessList.of(general, "acl"),
                general.bool("acl_forwarded", false));
    }

    private static Listener admin(
            Settings file,
            String name,
            List<InetSocketAddress> addresses,
            Optional<SslContext> tls) {
        Settings admin = file.section("admin");
        // compat: Janus's sample shows the key in this section, Janus itself reads it in the other.
        boolean forwarded =
                admin.bool("admin_acl_forwarded", false)
                        || file.section("general").bool("admin_acl_forwarded", false);
        return new Listener(
                name,
                Api.Kind.ADMIN,
                basePath(admin, "admin_base_path", "/admin"),
                addresses,
                tls,
                AccessList.of(admin, "admin_acl"),
                forwarded);
    }

    private static List<InetSocketAddress> plain(Settings section, String prefix, int port) {
        return Bindings.read(section, prefix + "interface", prefix + "ip", prefix + "port", port);
    }

    private static List<InetSocketAddress> secure(Settings section, String prefix, int port) {
        String p = prefix + "secure_";
        return Bindings.read(section, p + "interface", p + "ip", p + "port", port);
    }

    private static Optional<SslContext> tls(Settings file) {
        return Optional.of(Certificates.serverContext(file.section("certificates")));
    }

    private static String basePath(Settings section, String key, String fallback) {
        String path = section.string(key, fallback);
        if (!path.startsWith("/")) {
            throw new SettingsException(section.where(), key, "does not begin with / : " + path);
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
