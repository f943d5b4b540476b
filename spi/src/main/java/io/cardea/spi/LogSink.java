package io.cardea.spi;

/** Takes the lines of the server's log elsewhere: what Janus calls a logger. */
public interface LogSink extends ServerModule {
    /**
     * Reads its settings and begins.
     *
     * @param settings its own configuration file ({@code <package>.jcfg}), empty without one
     * @return whether its settings switch it on
     */
    boolean start(Settings settings) throws Exception;

    /**
     * A line that passed the log's level, as it was logged. On the log's one thread, in order: may
     * take as long as a file takes.
     *
     * @param epochMicros when it was written
     */
    void line(long epochMicros, String line);

    /** Answers an Admin API {@code query_logger}. */
    Json query(Json request);
}
