/**
 * Spans of API requests for an OpenTelemetry collector, by OTLP over HTTP.
 *
 * <p>Read {@link io.cardea.tracer.opentelemetry.OpenTelemetryTracer} first.
 */
@NullMarked
package io.cardea.tracer.opentelemetry;

import org.jspecify.annotations.NullMarked;
