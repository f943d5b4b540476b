package io.cardea.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.cardea.broker.BrokerLink;
import io.cardea.broker.Counters;
import io.cardea.broker.InFlight;
import io.cardea.broker.Outgoing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** One connection, and on it one channel where the broker confirms what it was given. */
final class AmqpLine implements BrokerLink.Line<Route> {
    private static final System.Logger LOG = System.getLogger(AmqpLine.class.getName());

    /** Messages that the broker has not confirmed; then the next one waits. */
    private static final int MAX_UNCONFIRMED = 256;

    private static final int CLOSE_MILLIS = 500;

    private final Connection connection;
    private final Channel channel;
    private final String exchange;
    private final Optional<String> replyTo;
    private final InFlight<Route> inFlight = new InFlight<>(MAX_UNCONFIRMED);

    private AmqpLine(
            Connection connection, Channel channel, String exchange, Optional<String> replyTo) {
        this.connection = connection;
        this.channel = channel;
        this.exchange = exchange;
        this.replyTo = replyTo;
    }

    /** What there is to declare and to consume. */
    interface SetUp {
        void on(Channel channel) throws IOException;
    }

    /**
     * @param replyTo what messages say about whom to answer
     */
    static AmqpLine open(AmqpPlace place, Optional<String> replyTo, Counters counters, SetUp setUp)
            throws IOException {
        Connection connection = place.connect();
        try {
            Channel channel = connection.createChannel();
            if (channel == null) throw new IOException("no channel");
            if (!place.exchange().isDefault()) {
                channel.exchangeDeclare(place.exchange().name(), place.exchange().type());
            }
            AmqpLine line = new AmqpLine(connection, channel, place.exchange().name(), replyTo);
            channel.confirmSelect();
            channel.addConfirmListener(
                    line.inFlight::confirm,
                    (number, andEarlier) -> {
                        counters.countDropped();
                        line.inFlight.confirm(number, andEarlier);
                    });
            channel.addShutdownListener(cause -> line.inFlight.breakUp());
            setUp.on(channel);
            return line;
        } catch (IOException | RuntimeException e) {
            connection.abort(CLOSE_MILLIS);
            throw e;
        }
    }

    @Override
    public void send(Outgoing<Route> message) throws IOException, InterruptedException {
        inFlight.add(message);
        AMQP.BasicProperties.Builder properties =
                new AMQP.BasicProperties.Builder().contentType("application/json");
        replyTo.ifPresent(properties::replyTo);
        message.address().correlationId().ifPresent(properties::correlationId);
        channel.basicPublish(
                exchange, message.address().key(), properties.build(), message.payload());
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public List<Outgoing<Route>> unconfirmed() {
        return inFlight.left();
    }

    @Override
    public void close() throws InterruptedException {
        try {
            inFlight.drain(CLOSE_MILLIS);
            if (channel.isOpen()) channel.close();
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "channel not closed", e);
        } finally {
            connection.abort(CLOSE_MILLIS);
        }
    }
}
