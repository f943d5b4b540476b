package io.cardea.conformance.storm;

import io.cardea.spi.Json;
import io.cardea.testkit.HeadlessPeers;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Lets a storm rage over a few rooms of a server, then sees that it has none of it left.
 *
 * <p>Arguments: guests, seconds, seed. Exits with 0 only if nothing was said that is not in the
 * protocol, every request was answered, and the rooms that are left can be destroyed.
 */
public final class RoomStorm {
    private static final long ROOMS = 4;
    private static final long FIRST_ROOM = 5_000;
    private static final long IDS = 30;

    private final Verdict verdict = new Verdict();
    private final DatagramSocket deaf;
    private volatile boolean raging = true;

    private RoomStorm() throws Exception {
        deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    Verdict verdict() {
        return verdict;
    }

    boolean isRaging() {
        return raging;
    }

    /** One of the few rooms, which may or may not be there. */
    long anyRoom(RandomGenerator random) {
        return random.nextLong(FIRST_ROOM, FIRST_ROOM + ROOMS);
    }

    /** One of the few participants' ids. */
    long anyGuest(RandomGenerator random) {
        return random.nextLong(1, 1 + IDS);
    }

    /** A port of ours where nobody reads: forwarders must not mind. */
    int deafPort() {
        return deaf.getLocalPort();
    }

    public static void main(String[] arguments) throws Exception {
        int guests = Integer.parseInt(arguments[0]);
        Duration length = Duration.ofSeconds(Long.parseLong(arguments[1]));
        long seed = Long.parseLong(arguments[2]);
        boolean calm = new RoomStorm().rage(guests, length, seed);
        System.exit(calm ? 0 : 1);
    }

    private boolean rage(int guests, Duration length, long seed) throws Exception {
        long began = System.nanoTime();
        try (HeadlessPeers peers = HeadlessPeers.start(1)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < guests; i++) {
                RandomGenerator random =
                        RandomGeneratorFactory.of("L64X128MixRandom").create(seed + i);
                threads.add(Thread.ofVirtual().start(new Guest(this, peers, random)));
            }
            Thread.sleep(length);
            raging = false;
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(60));
                if (thread.isAlive()) verdict.fault("a guest hangs");
            }
        }
        destroyRooms();
        deaf.close();
        report(Duration.ofNanos(System.nanoTime() - began), seed);
        return verdict.faults() == 0;
    }

    private void destroyRooms() throws Exception {
        try (Caller caller = Caller.call(verdict)) {
            long handle = caller.attach(message -> {});
            for (int i = 0; i < ROOMS; i++) {
                Json body = Json.object().put("request", "destroy").put("room", FIRST_ROOM + i);
                caller.message(handle, body, Json.object());
            }
            Json list = caller.message(handle, Json.object().put("request", "list"), Json.object());
            long left =
                    list
                            .get("plugindata")
                            .orElseThrow()
                            .get("data")
                            .orElseThrow()
                            .get("list")
                            .orElseThrow()
                            .elements()
                            .stream()
                            .filter(room -> room.integer("room", 0) >= FIRST_ROOM)
                            .count();
            if (left > 0) verdict.fault("rooms are left: " + list);
            caller.destroy();
        }
    }

    private void report(Duration took, long seed) {
        long requests =
                verdict.counts().entrySet().stream()
                        .filter(count -> !count.getKey().contains("error"))
                        .mapToLong(java.util.Map.Entry::getValue)
                        .sum();
        System.out.println("storm seed=" + seed + " took=" + took + " " + verdict.counts());
        verdict.examples().forEach(fault -> System.out.println("FAULT " + fault));
        System.out.println("storm: " + requests + " requests, " + verdict.faults() + " faults");
    }
}
