package io.cardea.broker.mqtt;

import io.cardea.broker.Outgoing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A connection as one version of MQTT has it. Used once; any thread. */
interface Wire {
    /** What is subscribed to. */
    record Subscription(String filter, int qos) {}

    /** Connects; then subscribes. */
    CompletableFuture<?> connect(Optional<Outgoing<Target>> will);

    CompletableFuture<?> subscribe(List<Subscription> subscriptions);

    /** Completed when the broker has it, as far as the quality of service goes. */
    CompletableFuture<?> publish(Outgoing<Target> message);

    /** Whether a message failed for a reason of its own, so that trying again is in vain. */
    boolean isRefusal(Throwable fault);

    CompletableFuture<?> disconnect();
}
