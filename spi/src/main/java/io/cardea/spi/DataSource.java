package io.cardea.spi;

/** Data channel messages that can be tied to sinks, as a {@link Track} is. Any thread. */
public interface DataSource {
    /** Ties it to a sink; the wire lives until closed or either side ends. */
    DataLink connect(DataSink sink);
}
