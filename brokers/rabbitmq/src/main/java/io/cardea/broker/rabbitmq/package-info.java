/**
 * RabbitMQ, or whatever speaks AMQP 0-9-1: a transport for the Janus API and the Admin API, and an
 * event handler.
 *
 * <p>{@link io.cardea.broker.rabbitmq.RabbitMqTransport} and {@link
 * io.cardea.broker.rabbitmq.RabbitMqEventHandler} each hold a link to the broker; {@code AmqpLine}
 * is one connection of it.
 */
@NullMarked
package io.cardea.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
