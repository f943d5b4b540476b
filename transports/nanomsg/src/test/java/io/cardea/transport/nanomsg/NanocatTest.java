package io.cardea.transport.nanomsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cardea.transport.nanomsg.sp.Address;
import io.cardea.transport.nanomsg.sp.Limits;
import io.cardea.transport.nanomsg.sp.Pair;
import io.cardea.transport.nanomsg.sp.Peer;
import io.cardea.transport.nanomsg.sp.Place;
import io.cardea.transport.nanomsg.sp.Place.Mode;
import io.cardea.transport.nanomsg.sp.Publisher;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our sockets and nanomsg's own, by its tool {@code nanocat}, where that is installed. */
@Timeout(60)
final class NanocatTest {
    private static final Path NANOCAT = Path.of("/usr/bin/nanocat");

    @TempDir Path folder;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void isInstalled() {
        assumeTrue(Files.isExecutable(NANOCAT), "nanomsg-utils is not installed");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private BufferedReader nanocat(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(NANOCAT.toString(), "--ascii"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        opened.add(() -> {
            process.destroyForcibly();
            process.waitFor();
        });
        return process.inputReader(StandardCharsets.US_ASCII);
    }

    private Address address(String kind) throws IOException {
        if (kind.equals("ipc")) return Address.parse("ipc://" + folder.resolve("socket"));
        try (ServerSocket free = new ServerSocket(0)) {
            return Address.parse("tcp://127.0.0.1:" + free.getLocalPort());
        }
    }

    private static String other(Mode mode) {
        return mode == Mode.BIND ? "--connect" : "--bind";
    }

    private Pair pair(Address address, Mode mode) throws IOException {
        Pair pair =
                new Pair(
                        new Place(address, mode),
                        Limits.MAX_MESSAGE,
                        body -> received.add(new String(body, StandardCharsets.UTF_8)));
        opened.add(pair);
        pair.start();
        return pair;
    }

    @ParameterizedTest
    @CsvSource({"tcp, BIND", "tcp, CONNECT", "ipc, BIND", "ipc, CONNECT"})
    void aPairExchangesMessages(String kind, Mode mode) throws Exception {
        Address address = address(kind);
        Pair pair = pair(address, mode);
        pair.send("first".getBytes(StandardCharsets.UTF_8));
        BufferedReader said =
                nanocat("--pair", other(mode), address.url(), "--data", "{\"a\":1}", "-i", "0.05");

        assertEquals("first", said.readLine());
        assertEquals("{\"a\":1}", received.poll(20, TimeUnit.SECONDS));
        pair.send("x".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        assertEquals(50_000, said.readLine().length());
    }

    @Test
    void aPeerThatIsKilledMayComeBack() throws Exception {
        Address address = address("tcp");
        Pair pair = pair(address, Mode.BIND);
        for (int i = 0; i < 3; i++) {
            Process process =
                    new ProcessBuilder(
                                    NANOCAT.toString(),
                                    "--pair",
                                    "--connect",
                                    address.url(),
                                    "--data",
                                    "again",
                                    "-i",
                                    "0.05")
                            .redirectErrorStream(true)
                            .start();
            assertEquals("again", received.poll(20, TimeUnit.SECONDS));
            process.destroyForcibly().waitFor();
            Peer.await(() -> pair.counters().peers() == 0);
            received.clear();
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp, BIND", "tcp, CONNECT", "ipc, BIND", "ipc, CONNECT"})
    void subscribersAreTold(String kind, Mode mode) throws Exception {
        Address address = address(kind);
        Publisher publisher = new Publisher(new Place(address, mode));
        opened.add(publisher);
        publisher.start();
        BufferedReader said = nanocat("--sub", other(mode), address.url());
        publisher.awaitSubscriber();

        assertTrue(publisher.send("news".getBytes(StandardCharsets.UTF_8)));
        publisher.send("more news".getBytes(StandardCharsets.UTF_8));

        assertEquals("news", said.readLine());
        assertEquals("more news", said.readLine());
    }
}
