package io.cardea.broker.mqtt;

import io.cardea.broker.BrokerLink;
import io.cardea.broker.Counters;
import io.cardea.broker.InFlight;
import io.cardea.broker.Outgoing;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One connection. What has quality of service 0 counts as confirmed once it is written. */
final class MqttLine implements BrokerLink.Line<Target> {
    private static final System.Logger LOG = System.getLogger(MqttLine.class.getName());
    private static final long ANSWER_MILLIS = 25_000;
    private static final long CLOSE_MILLIS = 500;
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("mqtt-in").start(task);

    private final MqttPlace place;
    private final Status status;
    private final Counters counters;
    private final Wire wire;
    private final InFlight<Target> inFlight;
    private volatile boolean lost;

    private MqttLine(
            MqttPlace place, Status status, Consumer<Incoming> receiver, Counters counters) {
        this.place = place;
        this.status = status;
        this.counters = counters;
        this.inFlight = new InFlight<>(place.flow().maxInflight());
        this.wire =
                place.five()
                        ? new Wire5(place, this::lose, receiver, VIRTUAL)
                        : new Wire3(place, this::lose, receiver, VIRTUAL);
    }

    /**
     * @param receiver told of messages, one at a time, on a virtual thread; may block
     */
    static MqttLine open(
            MqttPlace place,
            Status status,
            List<Wire.Subscription> subscriptions,
            Consumer<Incoming> receiver,
            Counters counters)
            throws IOException, InterruptedException {
        MqttLine line = new MqttLine(place, status, receiver, counters);
        boolean open = false;
        try {
            await(line.wire.connect(status.will()));
            if (!subscriptions.isEmpty()) await(line.wire.subscribe(subscriptions));
            if (status.onConnect().isPresent()) line.send(status.onConnect().get());
            open = true;
            return line;
        } finally {
            if (!open) line.leave();
        }
    }

    private static void await(CompletableFuture<?> answer)
            throws IOException, InterruptedException {
        try {
            answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the broker did not answer", e);
        }
    }

    private void lose() {
        lost = true;
        inFlight.breakUp();
    }

    @Override
    public void send(Outgoing<Target> message) throws IOException, InterruptedException {
        long number = inFlight.add(message);
        wire.publish(message).whenComplete((done, fault) -> complete(number, fault));
    }

    private void complete(long number, Throwable fault) {
        Throwable cause =
                fault instanceof CompletionException && fault.getCause() != null
                        ? fault.getCause()
                        : fault;
        if (cause == null) {
            inFlight.confirm(number, false);
        } else if (wire.isRefusal(cause)) {
            counters.countDropped();
            inFlight.confirm(number, false);
            LOG.log(System.Logger.Level.DEBUG, "message refused", cause);
        } else {
            lose();
        }
    }

    @Override
    public boolean isOpen() {
        return !lost;
    }

    @Override
    public List<Outgoing<Target>> unconfirmed() {
        return inFlight.left();
    }

    @Override
    public void close() throws InterruptedException {
        try {
            if (!lost && status.onDisconnect().isPresent()) send(status.onDisconnect().get());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "lost while leaving", e);
        }
        inFlight.drain(Math.max(place.flow().disconnectMillis(), CLOSE_MILLIS));
        leave();
    }

    private void leave() throws InterruptedException {
        try {
            wire.disconnect().get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "not disconnected cause=" + e);
        }
        lose();
    }
}
