package io.cardea.spi;

/** Tells somebody elsewhere what happens on the server. */
public interface EventHandler extends ServerModule {
    /**
     * Reads its settings and begins.
     *
     * @return whether its settings switch it on
     */
    boolean start(EventHandlerContext context) throws Exception;

    /** Whether it wants events of that kind now. Any thread. */
    boolean wants(EventType type);

    /**
     * An event in its envelope. On the server's one thread for events, in order: must not block,
     * nor change it.
     */
    void handle(Json event);

    /** Answers an Admin API {@code query_eventhandler}. */
    Json query(Json request);
}
