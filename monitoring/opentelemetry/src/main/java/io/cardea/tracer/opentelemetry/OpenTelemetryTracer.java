package io.cardea.tracer.opentelemetry;

import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to a collector from a queue, on a thread of the library. A collector that is not
 * there, or too slow, costs spans and nothing else. Any thread. Limits: see {@link Limits}.
 */
public final class OpenTelemetryTracer implements Tracer {
    private static final System.Logger LOG = System.getLogger(OpenTelemetryTracer.class.getName());
    private static final String SCOPE = "io.cardea";
    private static final String TRACE_PARENT = "traceparent";
    private static final AttributeKey<Long> ERROR = AttributeKey.longKey("janus.error_code");

    /** The one header a client's context is taken from. */
    private static final TextMapGetter<String> HEADER =
            (carrier, key) -> key.equals(TRACE_PARENT) ? carrier : null;

    private final LongAdder ended = new LongAdder();
    private @Nullable CountingExporter exporter;
    private @Nullable SdkTracerProvider provider;
    private io.opentelemetry.api.trace.Tracer tracer =
            io.opentelemetry.api.trace.TracerProvider.noop().get(SCOPE);

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "cardea.tracer.opentelemetry",
                "Traces for OpenTelemetry",
                "Cardea",
                "Sends a span for each API request to a collector.",
                1,
                "0.0.1",
                "libcardea_opentelemetry.so");
    }

    @Override
    public boolean start(Settings settings, String serverName) {
        if (!settings.bool("enabled", false)) return false;
        TracerSettings wanted = TracerSettings.of(settings);
        CountingExporter counting =
                new CountingExporter(
                        OtlpHttpSpanExporter.builder()
                                .setEndpoint(wanted.endpoint().toString())
                                .setTimeout(Limits.TIMEOUT)
                                .setConnectTimeout(Limits.TIMEOUT)
                                .setRetryPolicy(null)
                                .build());
        exporter = counting;
        SdkTracerProvider made =
                SdkTracerProvider.builder()
                        .setResource(resource(wanted, serverName))
                        .setSampler(
                                Sampler.parentBased(Sampler.traceIdRatioBased(wanted.sampling())))
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(counting)
                                        .setMaxQueueSize(Limits.QUEUE)
                                        .setMaxExportBatchSize(Limits.BATCH)
                                        .setScheduleDelay(Limits.DELAY)
                                        .setExporterTimeout(Limits.TIMEOUT)
                                        .build())
                        .build();
        provider = made;
        tracer = made.get(SCOPE);
        LOG.log(System.Logger.Level.INFO, () -> "traces go to endpoint=" + wanted.endpoint());
        return true;
    }

    private static Resource resource(TracerSettings wanted, String serverName) {
        return Resource.create(
                Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        wanted.serviceName(),
                        AttributeKey.stringKey("service.instance.id"),
                        serverName));
    }

    @Override
    public Span begin(String name, Optional<String> parent) {
        Context context =
                parent.map(header ->
                                W3CTraceContextPropagator.getInstance()
                                        .extract(Context.root(), header, HEADER))
                        .orElse(Context.root());
        return new Begun(
                tracer.spanBuilder(name)
                        .setParent(context)
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan());
    }

    private final class Begun implements Span {
        private final io.opentelemetry.api.trace.Span span;

        Begun(io.opentelemetry.api.trace.Span span) {
            this.span = span;
        }

        @Override
        public void note(String attribute, String value) {
            span.setAttribute(attribute, value);
        }

        @Override
        public void end(OptionalInt error) {
            if (error.isPresent()) {
                span.setAttribute(ERROR, (long) error.getAsInt());
                span.setStatus(StatusCode.ERROR);
            }
            if (span.getSpanContext().isSampled()) ended.increment();
            span.end();
        }
    }

    @Override
    public List<Metric> metrics() {
        CountingExporter counting = exporter;
        if (counting == null) return List.of();
        return List.of(
                Metric.counter("spans", "Spans of requests that are traced.", ended.sum()),
                Metric.counter("spans_sent", "Spans the collector took.", counting.sent.sum()),
                Metric.counter(
                        "spans_lost", "Spans the collector did not take.", counting.lost.sum()));
    }

    /** Sends what waits, for two seconds at most. */
    @Override
    public void close() {
        SdkTracerProvider running = provider;
        if (running != null) {
            running.shutdown().join(Limits.CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
