package io.cardea.tracer.opentelemetry;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.net.URI;

/**
 * Where spans go.
 *
 * @param endpoint of the collector, with the path
 * @param sampling the share of requests that is traced, 0 to 1
 * @param serviceName as the collector sees us
 */
record TracerSettings(URI endpoint, double sampling, String serviceName) {
    static TracerSettings of(Settings tracing) {
        return new TracerSettings(
                endpoint(tracing), sampling(tracing), tracing.string("service_name", "cardea"));
    }

    private static URI endpoint(Settings tracing) {
        String text = tracing.string("endpoint", "http://localhost:4318/v1/traces");
        try {
            URI uri = URI.create(text);
            if (text.matches("https?://.+") && uri.getHost() != null) return uri;
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new SettingsException(tracing.where(), "endpoint", "no HTTP URL: " + text);
    }

    private static double sampling(Settings tracing) {
        String text = tracing.string("sampling", "1");
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) return share;
        } catch (NumberFormatException e) {
            // told below
        }
        throw new SettingsException(tracing.where(), "sampling", text + " is not within 0 and 1");
    }
}
