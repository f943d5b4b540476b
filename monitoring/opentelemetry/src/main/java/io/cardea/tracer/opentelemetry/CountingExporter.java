package io.cardea.tracer.opentelemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what another exporter has sent, and what the collector did not take; says in the log when
 * the one becomes the other. Any thread.
 */
final class CountingExporter implements SpanExporter {
    private static final System.Logger LOG = System.getLogger(CountingExporter.class.getName());

    final LongAdder sent = new LongAdder();
    final LongAdder lost = new LongAdder();
    private final SpanExporter exporter;
    private final AtomicBoolean losing = new AtomicBoolean();

    CountingExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> note(result.isSuccess(), count));
        return result;
    }

    private void note(boolean success, int count) {
        (success ? sent : lost).add(count);
        if (!losing.compareAndSet(success, !success)) return;
        if (success) {
            LOG.log(System.Logger.Level.INFO, "the collector takes spans again");
        } else {
            LOG.log(System.Logger.Level.WARNING, "the collector does not take spans");
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
