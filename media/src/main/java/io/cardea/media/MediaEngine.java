package io.cardea.media;

import io.cardea.media.port.Port;
import io.cardea.media.port.PortSettings;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.UnaryOperator;

/**
 * The media loops of a server: opens their ports, places peers on them, closes it all.
 *
 * <p>Any thread. Owns the loops and the executor of handshakes; {@link #close} leaves no thread and
 * no socket behind.
 */
public final class MediaEngine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MediaEngine.class.getName());

    /** How long the loops may take to count for {@link #countNow}. */
    private static final Duration COUNT_LIMIT = Duration.ofSeconds(1);

    /** The share of its time in turns above which a loop is not given more, if there is another. */
    private static final double BUSY = 0.5;

    private final EngineSettings settings;
    private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
    private final List<MediaLoop> loops = new ArrayList<>();
    private final List<TransportAddress> addresses;
    private final Set<TransportAddress> leased = ConcurrentHashMap.newKeySet();
    private final AtomicIntegerArray load;

    private MediaEngine(EngineSettings settings, int count, UnaryOperator<Ports> around)
            throws IOException {
        this.settings = settings;
        this.addresses = LocalAddresses.find(settings.interfaces());
        this.load = new AtomicIntegerArray(count);
        PortSettings sockets = PortSettings.defaults().withDscp(settings.dscp());
        for (int i = 0; i < count; i++) {
            Ports ports = around.apply(Ports.open(settings.portKind(), sockets));
            loops.add(new MediaLoop(i, ports, handshakes));
        }
    }

    /** Opens the ports and starts the loops. */
    public static MediaEngine start(EngineSettings settings) throws IOException {
        return start(settings, ports -> ports);
    }

    /**
     * The same, with something put around each loop's ports: another way to wait, for example.
     *
     * @param around is given a loop's ports before they are used, and owns them
     */
    public static MediaEngine start(EngineSettings settings, UnaryOperator<Ports> around)
            throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        int count = settings.loops().count() > 0 ? settings.loops().count() : cores;
        MediaEngine engine = new MediaEngine(settings, count, around);
        try {
            engine.openSharedPorts();
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
        engine.loops.forEach(MediaLoop::start);
        LOG.log(
                Level.INFO,
                "media engine started loops="
                        + count
                        + " addresses="
                        + engine.addresses.size()
                        + " ports="
                        + engine.loops.getFirst().ports().describe());
        return engine;
    }

    private void openSharedPorts() throws IOException {
        if (!(settings.ports() instanceof PortPolicy.Shared(int firstPort))) return;
        for (MediaLoop loop : loops) {
            int port = firstPort == 0 ? 0 : firstPort + loop.index();
            List<Port> opened = new ArrayList<>();
            for (TransportAddress address : addresses) {
                opened.add(loop.ports().udp(address.withPort(port)));
            }
            if (settings.iceTcp()) {
                for (Port udp : List.copyOf(opened)) {
                    opened.add(loop.ports().listen(udp.local().withProtocol(Protocol.TCP)));
                }
            }
            loop.share(opened);
        }
    }

    public List<MediaLoop> loops() {
        return List.copyOf(loops);
    }

    /** Peers placed on each loop, by its index. */
    public List<Integer> load() {
        List<Integer> peers = new ArrayList<>();
        for (int i = 0; i < load.length(); i++) {
            peers.add(load.get(i));
        }
        return peers;
    }

    /** The sum over all loops, as of about a second ago. */
    public LoopCounters counters() {
        LoopCounters sum = LoopCounters.ZERO;
        for (MediaLoop loop : loops) {
            sum = sum.plus(loop.counters());
        }
        return sum;
    }

    /**
     * The sum over all loops as of this moment: asks them, and waits for their answers at most a
     * second. Any thread but a loop's.
     */
    public LoopCounters countNow() {
        return countEach().stream().reduce(LoopCounters.ZERO, LoopCounters::plus);
    }

    /** The same of each loop. */
    public List<LoopCounters> countEach() {
        CompletableFuture<?>[] answers =
                loops.stream().map(MediaLoop::count).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(answers).get(COUNT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "a media loop does not answer; its last counters stand");
        }
        return loops.stream().map(MediaLoop::counters).toList();
    }

    /**
     * Places a peer and makes it on its loop.
     *
     * @param listener hears everything from now on; the last is {@code Closed}, even if the peer
     *     could not be made
     */
    public PeerHandle create(PeerMaker maker, PeerListener listener, PeerOptions options) {
        MediaLoop loop = loops.get(place(options.loop()));
        load.incrementAndGet(loop.index());
        PeerSeat seat = new PeerSeat(loop, listener, () -> load.decrementAndGet(loop.index()));
        loop.post(() -> loop.admit(seat, maker, (l, s) -> bases(l, s, options)));
        return new PeerHandle(seat);
    }

    /** The first loop that has room, so that few of them wake for a packet; or the least full. */
    private int place(int wanted) {
        if (wanted >= 0 && wanted < loops.size()) return wanted;
        int least = 0;
        for (int i = 0; i < load.length(); i++) {
            boolean idle = loops.get(i).counters().busy() < BUSY;
            if (idle && load.get(i) < settings.loops().peers()) return i;
            if (load.get(i) < load.get(least)) least = i;
        }
        return least;
    }

    private List<TransportAddress> bases(MediaLoop loop, PeerSeat seat, PeerOptions options)
            throws IOException {
        return switch (settings.ports()) {
            case PortPolicy.Shared _ when !options.ownPorts() -> loop.sharedBases();
            case PortPolicy.Shared _ -> {
                for (TransportAddress address : addresses) {
                    loop.open(loop.ports().udp(address), seat);
                }
                yield loop.sharedBases();
            }
            case PortPolicy.PerPeer(PortRange range) -> {
                List<TransportAddress> bases = new ArrayList<>();
                for (TransportAddress address : addresses) {
                    bases.add(openInRange(loop, seat, address, range));
                }
                if (settings.iceTcp()) {
                    for (TransportAddress udp : List.copyOf(bases)) {
                        Port tcp = loop.ports().listen(udp.withProtocol(Protocol.TCP));
                        bases.add(loop.open(tcp, seat).port().local());
                    }
                }
                yield bases;
            }
        };
    }

    /** A random free port of the range, as Janus takes them; those we hold are not even tried. */
    private TransportAddress openInRange(
            MediaLoop loop, PeerSeat seat, TransportAddress address, PortRange range)
            throws IOException {
        int start = ThreadLocalRandom.current().nextInt(range.size());
        for (int i = 0; i < range.size(); i++) {
            int number = range.first() + (start + i) % range.size();
            TransportAddress candidate = address.withPort(number);
            if (!leased.add(candidate)) continue;
            try {
                loop.open(loop.ports().udp(candidate), seat);
                seat.onLeave(() -> leased.remove(candidate));
                return candidate;
            } catch (java.net.BindException e) {
                leased.remove(candidate);
            }
        }
        throw new IOException("no free port in the range");
    }

    /** Closes every peer, loop and port. Twice is allowed. */
    @Override
    public void close() {
        loops.forEach(MediaLoop::close);
        handshakes.shutdownNow();
        handshakes.close();
    }
}
