package io.cardea.media;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.PeerTotals;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread, one core, its ports, and every peer on them.
 *
 * <p>A turn runs commands, gives what was received to its peers, calls the timers that are due,
 * drains the peers that were touched, and sends. The turn is a plain method: the engine calls it
 * from a thread, tests call it by hand with a virtual clock and virtual ports.
 *
 * <p>Everything here belongs to the loop's thread, except {@link #post}, {@link #counters} and
 * {@link #close}. An exception out of a peer closes that peer; the loop lives.
 */
public final class MediaLoop implements AutoCloseable {
    static final int COMMANDS_PER_TURN = 256;
    static final int DATAGRAMS_PER_TURN = 64;

    private static final System.Logger LOG = System.getLogger(MediaLoop.class.getName());
    private static final long PUBLISH_NANOS = 1_000_000_000L;
    private static final long MAX_WAIT_NANOS = 1_000_000_000L;

    /** Over which it is told how busy a loop is. */
    private static final long BUSY_NANOS = 10_000_000_000L;

    /** Stacks logged before a loop only counts its faults. */
    private static final int MAX_LOGGED_FAULTS = 100;

    private final int index;
    private final Ports ports;
    private final Executor handshakes;
    private final PacketPool pool = new PacketPool();
    private final Mailbox mailbox = new Mailbox();
    private final Deadlines deadlines = new Deadlines();
    private final Demux demux = new Demux();
    private final Map<TransportAddress, PortRoute> routes = new HashMap<>();
    private final ArrayDeque<PortRoute> unsent = new ArrayDeque<>();
    private final ArrayDeque<PeerSeat> touched = new ArrayDeque<>();
    private final ArrayDeque<PeerTrack> gathering = new ArrayDeque<>();
    private final Set<PeerSeat> seats = new LinkedHashSet<>();
    private final Map<Track, Mirror> mirrors = new HashMap<>();
    private final Consumer<Packet> receiver = this::receive;

    private List<TransportAddress> sharedBases = List.of();
    private @Nullable PortRoute lastRoute;
    private long now;
    private long publishedNanos = Long.MIN_VALUE;
    private volatile LoopCounters counters = LoopCounters.ZERO; // a snapshot: replaced whole
    private volatile boolean asleep;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    private long datagramsIn;
    private long bytesIn;
    private long datagramsOut;
    private long bytesOut;
    private long closedSendDrops;
    private long unknownUfrag;
    private long unknownTransaction;
    private long unvalidated;
    private long unroutable;
    private long mirrorDrops;
    private long faults;
    private long turns;
    private final TurnTimes turnTimes = new TurnTimes();
    private final PeerTotals totals = new PeerTotals();
    private double busy;
    private long busyNanos;
    private long busySinceNanos;

    /**
     * @param handshakes runs handshakes beside the loop
     */
    public MediaLoop(int index, Ports ports, Executor handshakes) {
        this.index = index;
        this.ports = ports;
        this.handshakes = handshakes;
    }

    public int index() {
        return index;
    }

    public PacketPool pool() {
        return pool;
    }

    public Executor handshakes() {
        return handshakes;
    }

    /** The time of this turn, in nanoseconds. */
    public long now() {
        return now;
    }

    /** Any thread. As of about a second ago. */
    public LoopCounters counters() {
        return counters;
    }

    /** Any thread: has the counters published anew; done once they are, or the loop is closed. */
    CompletableFuture<Boolean> count() {
        CompletableFuture<Boolean> published = new CompletableFuture<>();
        if (stopping) published.complete(false);
        post(() -> {
            publish(true);
            published.complete(true);
        });
        return published;
    }

    // ---- Commands ----

    /** Any thread: runs the command on the loop, soon and in order. Ignored once it is closed. */
    public void post(Runnable command) {
        if (stopping) return;
        mailbox.put(command);
        if (asleep) ports.wakeUp();
    }

    // ---- The turn ----

    /** One turn; whether anything happened, so that another one is worth while at once. */
    public boolean turn(long nowNanos) {
        now = nowNanos;
        turns++;
        int work = runCommands();
        work += receive();
        deliverRuns();
        work += runTimers();
        settleTouched();
        flush();
        publish(false);
        return work > 0;
    }

    /** When the next turn is due though nothing happens; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return deadlines.next();
    }

    private int runCommands() {
        int ran = 0;
        while (ran < COMMANDS_PER_TURN) {
            Runnable command = mailbox.poll();
            if (command == null) break;
            ran++;
            try {
                command.run();
            } catch (RuntimeException e) {
                fault("command", e);
            }
        }
        return ran;
    }

    private int receive() {
        try {
            return ports.receive(pool, DATAGRAMS_PER_TURN, now, receiver);
        } catch (IOException e) {
            fault("receiving", e);
            return 0;
        }
    }

    private void receive(Packet owned) {
        datagramsIn++;
        bytesIn += owned.length();
        PortRoute route = route(owned.local());
        if (route != null && route.receiver() != null) {
            hand(owned, route.receiver());
            return;
        }
        PeerSeat seat = route == null ? null : demux.find(route, owned);
        if (seat == null) {
            countMiss(route);
            owned.release();
            return;
        }
        seat.receive(owned);
    }

    private void hand(Packet owned, Consumer<Packet> to) {
        try {
            to.accept(owned);
        } catch (RuntimeException e) {
            fault("receiver of a port", e);
        }
    }

    private void countMiss(@Nullable PortRoute route) {
        if (route == null) {
            unvalidated++;
            return;
        }
        switch (demux.miss()) {
            case UNKNOWN_UFRAG -> unknownUfrag++;
            case UNKNOWN_TRANSACTION -> unknownTransaction++;
            case UNVALIDATED -> unvalidated++;
        }
    }

    private void deliverRuns() {
        for (PeerTrack track = gathering.poll(); track != null; track = gathering.poll()) {
            track.deliverRun();
        }
    }

    private int runTimers() {
        try {
            return deadlines.advance(now);
        } catch (RuntimeException e) {
            fault("timer", e);
            return 1;
        }
    }

    private void settleTouched() {
        for (PeerSeat seat = touched.poll(); seat != null; seat = touched.poll()) {
            seat.settle();
        }
    }

    private void flush() {
        for (PortRoute route = unsent.poll(); route != null; route = unsent.poll()) {
            try {
                route.flush();
            } catch (IOException e) {
                fault("sending", e);
            }
        }
    }

    private void publish(boolean force) {
        if (!force && publishedNanos != Long.MIN_VALUE && now - publishedNanos < PUBLISH_NANOS) {
            return;
        }
        noteBusy();
        publishedNanos = now;
        long sendDrops = closedSendDrops;
        for (PortRoute route : routes.values()) {
            sendDrops += route.port().sendDrops();
        }
        counters =
                new LoopCounters(
                        seats.size(),
                        datagramsIn,
                        bytesIn,
                        datagramsOut,
                        bytesOut,
                        sendDrops,
                        ports.receiveDrops(),
                        unknownUfrag,
                        unknownTransaction,
                        unvalidated,
                        unroutable,
                        mirrorDrops,
                        faults,
                        turns,
                        pool.inUse(),
                        busy,
                        turnTimes.copy(),
                        totals.copy(),
                        now);
    }

    /** A moving average: a moment in which many join says little of what they will take. */
    private void noteBusy() {
        long elapsed = now - busySinceNanos;
        if (elapsed <= 0) return;
        long spent = turnTimes.busyNanos();
        double share = Math.min(1, (double) (spent - busyNanos) / elapsed);
        busy += (share - busy) * Math.min(1, (double) elapsed / BUSY_NANOS);
        busyNanos = spent;
        busySinceNanos = now;
    }

    // ---- For peers, tracks and sinks on the loop ----

    /** Schedules or moves a timer; {@link Long#MAX_VALUE} cancels it. */
    public void schedule(LoopTimer timer, long deadlineNanos) {
        deadlines.set(timer, deadlineNanos);
    }

    /** Counts a fault; the first hundred are logged with their stacks. */
    void fault(String where, Exception e) {
        faults++;
        if (faults <= MAX_LOGGED_FAULTS) {
            LOG.log(Level.ERROR, "media loop fault loop=" + index + " where=" + where, e);
        }
    }

    void countMirrorDrops(long drops) {
        mirrorDrops += drops;
    }

    /** What the peers of this loop count together. */
    PeerTotals totals() {
        return totals;
    }

    Demux demux() {
        return demux;
    }

    /** The track has packets that its sinks are lent when the turn has received all. */
    void await(PeerTrack track) {
        gathering.add(track);
    }

    void touch(PeerSeat seat) {
        if (seat.markTouched()) touched.add(seat);
    }

    @Nullable PortRoute route(TransportAddress local) {
        PortRoute last = lastRoute;
        if (last != null && last.port().local().equals(local)) return last;
        PortRoute route = routes.get(local);
        lastRoute = route;
        return route;
    }

    void send(PeerSeat seat, Packet owned) {
        PortRoute route = route(owned.local());
        if (route == null) {
            unroutable++;
            owned.release();
            return;
        }
        if (route.isShared()) demux.note(seat.asker(), owned, now);
        send(route, owned);
    }

    void send(PortRoute route, Packet owned) {
        datagramsOut++;
        bytesOut += owned.length();
        try {
            if (route.add(owned)) unsent.add(route);
        } catch (IOException e) {
            fault("sending", e);
        }
    }

    /** The copy of another loop's track on this one. */
    Mirror mirror(MediaLoop home, Track track) {
        return mirrors.computeIfAbsent(track, t -> new Mirror(home, t, this));
    }

    void forget(Track track, Mirror mirror) {
        mirrors.remove(track, mirror);
    }

    // ---- Ports and peers ----

    /** Opens ports that peers share; before the loop runs, or on it. */
    public void share(List<Port> opened) {
        List<TransportAddress> bases = new ArrayList<>(sharedBases);
        for (Port port : opened) {
            routes.put(port.local(), new PortRoute(port, null));
            bases.add(port.local());
        }
        sharedBases = List.copyOf(bases);
    }

    public List<TransportAddress> sharedBases() {
        return sharedBases;
    }

    Ports ports() {
        return ports;
    }

    /** A port for one peer only. */
    PortRoute open(Port port, PeerSeat owner) {
        PortRoute route = new PortRoute(port, owner);
        routes.put(port.local(), route);
        owner.own(route);
        return route;
    }

    /**
     * Opens a UDP port for somebody who is no peer; before the loop runs, or on it.
     *
     * @param address where to bind it; port number 0 takes a free one
     * @param receiver called on the loop; owns what it is given
     * @throws java.net.BindException if the port is in use
     */
    public LoopPort open(TransportAddress address, Consumer<Packet> receiver) throws IOException {
        PortRoute route = PortRoute.notForPeers(ports.udp(address), receiver);
        routes.put(route.port().local(), route);
        return new LoopPort(this, route);
    }

    PortRoute connect(TransportAddress server, String tlsHost, PeerSeat owner) throws IOException {
        PortRoute route = new PortRoute(ports.connect(server, tlsHost), owner);
        routes.put(route.port().local(), route);
        return route;
    }

    /**
     * Any thread: makes a peer on the shared ports. For a loop turned by hand; an engine places its
     * peers itself.
     */
    public PeerHandle admit(PeerMaker maker, PeerListener listener) {
        PeerSeat seat = new PeerSeat(this, listener, () -> {});
        post(() -> admit(seat, maker, (loop, s) -> loop.sharedBases()));
        return new PeerHandle(seat);
    }

    /** Seats a peer, makes it, and drains it for the first time. */
    void admit(PeerSeat seat, PeerMaker maker, PortOpener opener) {
        seats.add(seat);
        try {
            seat.occupy(maker, opener.open(this, seat));
        } catch (IOException | RuntimeException e) {
            fault("making a peer", e);
            seat.leave("Internal error");
        }
    }

    /** How a new peer comes by its bases. */
    interface PortOpener {
        List<TransportAddress> open(MediaLoop loop, PeerSeat seat) throws IOException;
    }

    void vacate(PeerSeat seat, List<PortRoute> ownRoutes) {
        seats.remove(seat);
        ownRoutes.forEach(this::close);
    }

    /** Sends what waits and closes the port. */
    void close(PortRoute route) {
        try {
            route.flush();
        } catch (IOException e) {
            fault("sending", e);
        }
        closedSendDrops += route.port().sendDrops();
        unsent.remove(route);
        routes.remove(route.port().local(), route);
        if (lastRoute == route) lastRoute = null;
        route.close();
    }

    // ---- The thread ----

    /** Starts the thread that turns this loop until {@link #close}. */
    public void start() {
        Thread created = new LoopThread(this::run, "cardea-media-" + index);
        thread = created;
        created.start();
    }

    private void run() {
        long start = System.nanoTime();
        while (!stopping) {
            boolean worked = turn(start);
            long end = System.nanoTime();
            turnTimes.add(end - start);
            start = end;
            if (worked) continue;
            sleep();
            start = System.nanoTime();
        }
        end(start);
    }

    private void sleep() {
        asleep = true;
        try {
            if (!mailbox.isEmpty() || stopping) return;
            long wait = MAX_WAIT_NANOS;
            long next = deadlines.next();
            if (next != LoopTimer.NEVER) wait = Math.min(wait, next - System.nanoTime());
            if (wait > 0) ports.await(wait);
        } catch (IOException e) {
            fault("waiting", e);
        } finally {
            asleep = false;
        }
    }

    /** Any thread but the loop's: closes every peer and port and ends the thread. */
    @Override
    public void close() {
        Thread running = thread;
        if (running == null) {
            if (!stopping) {
                stopping = true;
                end(now);
            }
            return;
        }
        stopping = true;
        ports.wakeUp();
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void end(long nowNanos) {
        now = nowNanos;
        while (runCommands() > 0) {
            settleTouched();
        }
        for (PeerSeat seat : List.copyOf(seats)) {
            seat.command(peer -> peer.close("Shutting down", now));
            settleTouched();
            seat.leave("Shutting down");
        }
        for (Mirror mirror : List.copyOf(mirrors.values())) {
            mirror.drop();
        }
        flush();
        publish(true);
        for (PortRoute route : routes.values()) {
            route.close();
        }
        routes.clear();
        ports.close();
    }
}
