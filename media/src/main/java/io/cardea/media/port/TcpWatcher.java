package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Waits for a loop's TCP channels where the loop itself waits for something the JDK cannot.
 *
 * <p>A thread selects, wakes the loop, and stands still until the loop has dealt with what is
 * ready: so only one of them ever touches the channels.
 */
final class TcpWatcher implements AutoCloseable {
    /** How a port is made. */
    interface Opening {
        Port open(Reactor reactor) throws IOException;
    }

    private static final long SELECT_NANOS = 1_000_000_000L;

    private final Reactor reactor = new Reactor();
    private final Runnable wakeLoop;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final Semaphore goOn = new Semaphore(0);
    private final List<Port> opened = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    TcpWatcher(Runnable wakeLoop) throws IOException {
        this.wakeLoop = wakeLoop;
        this.thread = new Thread(this::run, "cardea-media-tcp");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopping) {
            try {
                reactor.await(SELECT_NANOS);
            } catch (IOException e) {
                return;
            }
            if (stopping) return;
            signalled.set(true);
            wakeLoop.run();
            goOn.acquireUninterruptibly();
        }
    }

    /** Opens a port, on the loop. */
    Port change(Opening opening) throws IOException {
        Port port = opening.open(reactor);
        opened.add(port);
        reactor.wakeUp(); // the selector looks at its channels anew
        return port;
    }

    /** On the loop: deals with what is ready. */
    int poll(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) throws IOException {
        if (!signalled.compareAndSet(true, false)) {
            // The thread is selecting: have it stop, so that the channels are ours.
            if (reactor.isCalledAgain()) reactor.wakeUp();
            return 0;
        }
        try {
            return reactor.poll(pool, max, nowNanos, to);
        } finally {
            goOn.release();
        }
    }

    long receiveDrops() {
        return reactor.receiveDrops();
    }

    @Override
    public void close() {
        stopping = true;
        goOn.release();
        reactor.wakeUp();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        opened.forEach(Port::close);
        reactor.close();
    }
}
