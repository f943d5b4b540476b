package io.cardea.server.webrtc;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.server.gateway.HandleConnection;
import io.cardea.spi.Json;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A handle that notes what its connection tells. */
final class FakeOwner implements HandleConnection.Owner {
    private static final long PATIENCE_SECONDS = 20;

    final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final long id;

    FakeOwner(long id) {
        this.id = id;
    }

    /** Waits for something that fits; what comes before is dropped. */
    <T> T await(Class<T> type, Predicate<T> fits) {
        try {
            while (true) {
                Object next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (next == null) throw new AssertionError("no " + type.getSimpleName());
                if (type.isInstance(next) && fits.test(type.cast(next))) return type.cast(next);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    <T> T await(Class<T> type) {
        return await(type, any -> true);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long sessionId() {
        return 7;
    }

    @Override
    public Optional<String> opaqueId() {
        return Optional.empty();
    }

    @Override
    public int loop() {
        return -1;
    }

    @Override
    public void onPeerEvent(PeerEvent event) {
        told.add(event);
    }

    @Override
    public void onTrickle(Json candidate) {
        told.add(candidate);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }
}
