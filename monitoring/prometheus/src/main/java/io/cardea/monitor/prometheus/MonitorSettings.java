package io.cardea.monitor.prometheus;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where the figures are.
 *
 * @param address where to listen
 * @param path of the figures
 */
record MonitorSettings(InetSocketAddress address, String path) {
    /**
     * Beside the Admin API's 7088, which the same people use; 9090 to 9099 belong to Prometheus'
     * own programs.
     */
    private static final int DEFAULT_PORT = 7089;

    private static final int LAST_PORT = 65_535;

    static MonitorSettings of(Settings metrics) {
        long port = metrics.integer("port", DEFAULT_PORT);
        if (port < 0 || port > LAST_PORT) {
            throw new SettingsException(metrics.where(), "port", port + " is no port");
        }
        String path = metrics.string("path", "/metrics");
        if (!path.startsWith("/")) {
            throw new SettingsException(metrics.where(), "path", "does not begin with a slash");
        }
        return new MonitorSettings(new InetSocketAddress(ip(metrics), (int) port), path);
    }

    private static InetAddress ip(Settings metrics) {
        String ip = metrics.string("ip", "127.0.0.1");
        try {
            return InetAddress.getByName(ip);
        } catch (UnknownHostException e) {
            throw new SettingsException(metrics.where(), "ip", "no address: " + ip);
        }
    }
}
