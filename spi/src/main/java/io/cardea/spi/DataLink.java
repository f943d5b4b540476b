package io.cardea.spi;

/** One wire from a source of data channel messages to a sink. Any thread; effective soon after. */
public interface DataLink extends AutoCloseable {
    /** Lets messages flow or drops them. */
    void active(boolean on);

    /** Messages still flowing are the last. Twice is allowed. */
    @Override
    void close();
}
