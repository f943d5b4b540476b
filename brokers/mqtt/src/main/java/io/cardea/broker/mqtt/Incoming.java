package io.cardea.broker.mqtt;

import java.util.List;
import java.util.Optional;

/** A message that came, with what MQTT 5 says of it. */
record Incoming(
        String topic,
        byte[] payload,
        Optional<String> responseTopic,
        Optional<byte[]> correlation,
        List<UserProperty> userProperties) {}
