package io.cardea.conformance;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client of the server's, with RabbitMQ in between; waits eight seconds for a message. */
final class AmqpPeer implements AutoCloseable {
    private static final int LIMIT_SECONDS = 8;

    /** A message that came; what it does not carry is empty. */
    record Got(String key, String correlationId, String replyTo, String contentType, String text) {}

    private final Connection connection;
    private final Channel channel;
    private final BlockingQueue<Got> incoming = new LinkedBlockingQueue<>();

    AmqpPeer(int port) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    /** Takes what is in a queue that is there. */
    void listen(String queue) throws IOException {
        channel.basicConsume(
                queue,
                true,
                (tag, delivery) -> {
                    AMQP.BasicProperties properties = delivery.getProperties();
                    incoming.add(
                            new Got(
                                    delivery.getEnvelope().getRoutingKey(),
                                    word(properties.getCorrelationId()),
                                    word(properties.getReplyTo()),
                                    word(properties.getContentType()),
                                    new String(delivery.getBody(), StandardCharsets.UTF_8)));
                },
                tag -> {});
    }

    /** Takes what an exchange routes by a key. */
    void listen(String exchange, String key) throws IOException {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, key);
        listen(queue);
    }

    private static String word(@Nullable String word) {
        return word == null ? "" : word;
    }

    void say(String exchange, String key, String text, String correlationId) throws IOException {
        AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder();
        if (!correlationId.isEmpty()) properties.correlationId(correlationId);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        channel.basicPublish(exchange, key, properties.build(), bytes);
    }

    Got next() throws InterruptedException {
        Got got = incoming.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (got == null) throw new AssertionError("nothing came");
        return got;
    }

    @Override
    public void close() {
        connection.abort();
    }
}
