package io.cardea.broker.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;

/** What the library reports is told by the link, which notices it as well; here only for DEBUG. */
final class QuietExceptions extends ForgivingExceptionHandler {
    private static final System.Logger LOG = System.getLogger(QuietExceptions.class.getName());

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable fault) {
        log("connection broke", fault);
    }

    @Override
    protected void log(String message, Throwable fault) {
        LOG.log(System.Logger.Level.DEBUG, message, fault);
    }
}
