package io.cardea.rtc.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handshakes on virtual threads, drained when they wake us. */
final class HandshakeDriverTest {
    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore woken = new Semaphore(0);
    private final PacketPool pool = new PacketPool();

    private DtlsEndpoint endpoint(boolean client, HandshakeDriver driver) {
        DtlsCertificate ours = client ? DtlsPair.CLIENT : DtlsPair.SERVER;
        DtlsCertificate theirs = client ? DtlsPair.SERVER : DtlsPair.CLIENT;
        return new DtlsEndpoint(
                DtlsPair.settings(),
                ours,
                client,
                DtlsPair.print(theirs),
                new SecureRandom(),
                driver,
                pool);
    }

    @Test
    void handshakesBesideTheLoopSucceed() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            HandshakeDriver driver = HandshakeDriver.threaded(threads, woken::release);
            DtlsEndpoint client = endpoint(true, driver);
            DtlsEndpoint server = endpoint(false, driver);
            DtlsPair.Side atClient = new DtlsPair.Side();
            DtlsPair.Side atServer = new DtlsPair.Side();
            server.start(0);
            client.start(0);
            while (atClient.keys.isEmpty() || atServer.keys.isEmpty()) {
                assertTrue(woken.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS));
                client.drain(atClient);
                server.drain(atServer);
                transfer(atClient, server);
                transfer(atServer, client);
            }
            client.drain(atClient);
            server.drain(atServer);

            assertEquals(DtlsState.CONNECTED, client.state());
            assertEquals(DtlsState.CONNECTED, server.state());
        }
        // Closing the executor has waited for its tasks: none is left behind.
    }

    private static void transfer(DtlsPair.Side from, DtlsEndpoint to) {
        while (!from.flying.isEmpty()) {
            to.receive(Packet.of(from.flying.poll()), 0);
        }
    }

    @Test
    void closingEndsTheThreadOfAStuckHandshake() throws Exception {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        DtlsEndpoint client = endpoint(true, HandshakeDriver.threaded(threads, woken::release));
        client.start(0);
        assertTrue(woken.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS));

        client.close();
        threads.shutdown();

        assertTrue(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void theTimeoutEndsTheThreadToo() throws Exception {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        DtlsEndpoint server = endpoint(false, HandshakeDriver.threaded(threads, woken::release));
        server.start(0);

        server.expire(server.nextDeadlineNanos());
        threads.shutdown();

        assertEquals(DtlsState.FAILED, server.state());
        assertTrue(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aFloodOfDatagramsIsBounded() {
        // A thread that never comes: all has to wait.
        DtlsEndpoint server = endpoint(false, HandshakeDriver.threaded(_ -> {}, woken::release));
        server.start(0);
        for (int i = 0; i < Wire.MAX_INBOUND + 7; i++) {
            server.receive(pool.take(), 0);
        }

        assertEquals(7, server.dropped());
        assertEquals(0, pool.inUse());
    }

    @Test
    void aRefusedThreadFailsTheHandshake() {
        HandshakeDriver none =
                HandshakeDriver.threaded(
                        _ -> {
                            throw new RejectedExecutionException();
                        },
                        woken::release);
        DtlsEndpoint server = endpoint(false, none);
        DtlsPair.Side side = new DtlsPair.Side();

        server.start(0);
        server.drain(side);

        assertEquals(DtlsState.FAILED, server.state());
        assertEquals("DTLS error", side.failure);
        assertFalse(server.failureDetail().isEmpty());
    }
}
