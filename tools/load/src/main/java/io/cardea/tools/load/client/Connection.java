package io.cardea.tools.load.client;

import io.cardea.spi.Json;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A way to the server, which sessions share. Any thread. */
interface Connection extends AutoCloseable {
    /** Sends a request, which is given a transaction; done with the reply to it. */
    CompletableFuture<Json> ask(Json request);

    /** Lets that session's events come. */
    void open(long session, Consumer<Json> listener);

    /** No events of that session are wanted any more. */
    void forget(long session);

    @Override
    void close();
}
