/**
 * The server's figures in Prometheus' text formats, and whether it is well, over HTTP.
 *
 * <p>Read {@link io.cardea.monitor.prometheus.PrometheusMonitor} first. The listener is the
 * module's own, on virtual threads, and shares nothing with those of the APIs: what happens there
 * does not keep anybody from seeing how the server does.
 */
@NullMarked
package io.cardea.monitor.prometheus;

import org.jspecify.annotations.NullMarked;
