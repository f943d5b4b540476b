package io.cardea.broker.mqtt;

import io.cardea.broker.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What others are told of us.
 *
 * @param onConnect when we are there
 * @param onDisconnect when we leave
 * @param will what the broker tells when we are gone without a word
 */
record Status(
        Optional<Outgoing<Target>> onConnect,
        Optional<Outgoing<Target>> onDisconnect,
        Optional<Outgoing<Target>> will) {
    static final Status NONE = new Status(Optional.empty(), Optional.empty(), Optional.empty());

    static Optional<Outgoing<Target>> message(Optional<String> text, Target target) {
        return text.map(t -> new Outgoing<>(t.getBytes(StandardCharsets.UTF_8), target));
    }
}
