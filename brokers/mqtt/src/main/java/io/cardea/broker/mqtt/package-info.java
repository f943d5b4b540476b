/**
 * MQTT 3.1.1 and 5: a transport for the Janus API and the Admin API, and an event handler.
 *
 * <p>{@link io.cardea.broker.mqtt.MqttTransport} and {@link io.cardea.broker.mqtt.MqttEventHandler}
 * each hold a link to the broker; {@code MqttLine} is one connection of it, over a {@code Wire} of
 * one of the two versions. {@code Transactions} remembers what MQTT 5 says of a request.
 */
@NullMarked
package io.cardea.broker.mqtt;

import org.jspecify.annotations.NullMarked;
