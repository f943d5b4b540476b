package io.cardea.broker.mqtt;

import java.util.List;
import java.util.Optional;

/**
 * Where a message goes, and what MQTT 5 lets go with it.
 *
 * @param correlation what the request carried, not to be changed
 */
record Target(
        String topic,
        int qos,
        boolean retain,
        Optional<byte[]> correlation,
        List<UserProperty> userProperties) {
    Target(String topic, int qos, boolean retain) {
        this(topic, qos, retain, Optional.empty(), List.of());
    }

    Target with(Optional<byte[]> data, List<UserProperty> properties) {
        return new Target(topic, qos, retain, data, properties);
    }

    Target at(String other) {
        return new Target(other, qos, retain, correlation, userProperties);
    }
}
