package io.cardea.media.forward;

import io.cardea.media.MediaLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Opens forwarders and remote sources on the loops of an engine. Any thread but a loop's; waits for
 * the loop that opens the ports.
 *
 * <p>Forwarders to one address share a loop, and so the port they send from: the receiver hears a
 * publisher's streams from one address. Sources take turns. The ports close with their loops.
 */
public final class Forwarding {
    private static final long MAX_WAIT_SECONDS = 5;

    private record Place(MediaLoop loop, ForwarderPorts forwarders, RemotePorts sources) {}

    private final List<Place> places;
    private final RandomGenerator random;
    private final AtomicInteger nextSource = new AtomicInteger();

    /**
     * @param random for SSRCs and port numbers; used by all threads
     */
    public Forwarding(List<MediaLoop> loops, RandomGenerator random) {
        this.random = random;
        this.places =
                loops.stream()
                        .map(loop ->
                                new Place(
                                        loop,
                                        new ForwarderPorts(loop),
                                        new RemotePorts(loop, random)))
                        .toList();
    }

    /**
     * A new forwarder; tie a track to its {@link Forwarder#sink}, or give it data.
     *
     * @throws IOException if there is no port to be had, or there are too many forwarders
     */
    public Forwarder forward(ForwarderSettings settings) throws IOException {
        Place place = places.get(Math.floorMod(settings.target().hashCode(), places.size()));
        MediaLoop loop = place.loop();
        return await(
                loop,
                () -> {
                    LoopForwarder made = new LoopForwarder(loop, settings, random.nextInt());
                    place.forwarders().open(made);
                    return new Forwarder(loop, place.forwarders(), made);
                });
    }

    /**
     * Opens the ports of a remote publisher.
     *
     * @throws IOException if the ports or the interface cannot be had, or there are too many
     *     sources
     */
    public RemoteSource receive(RemoteSettings settings) throws IOException {
        int turn = Math.floorMod(nextSource.getAndIncrement(), places.size());
        Place place = places.get(turn);
        return await(place.loop(), () -> place.sources().open(settings));
    }

    private static <T extends AutoCloseable> T await(MediaLoop loop, Callable<T> making)
            throws IOException {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.post(() -> make(making, future));
        try {
            return future.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) throw new IOException(io.getMessage(), io);
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            return late(future);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return late(future);
        }
    }

    /** Nobody waits any more: what is made after all is closed at once. */
    private static <T extends AutoCloseable> T late(CompletableFuture<T> future)
            throws IOException {
        IOException gaveUp = new IOException("the media loop does not answer");
        if (future.completeExceptionally(gaveUp)) throw gaveUp;
        return future.join();
    }

    private static <T extends AutoCloseable> void make(
            Callable<T> making, CompletableFuture<T> future) {
        if (future.isDone()) return;
        try {
            T made = making.call();
            if (!future.complete(made)) made.close();
        } catch (Exception e) {
            future.completeExceptionally(e);
        }
    }
}
