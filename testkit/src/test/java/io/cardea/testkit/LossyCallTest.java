package io.cardea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.dtls.DtlsCertificate;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A whole call over a bad network, in virtual time. */
final class LossyCallTest {
    private static final long SEED = 20_261_123L;
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final LinkProfile BAD =
            new LinkProfile(0.05, 0.02, Duration.ofMillis(20), Duration.ofMillis(100));
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.generate(new SplittableRandom(SEED), EchoSimulation.TODAY);

    private static EchoSimulation call(long seed) {
        EchoSimulation echo = new EchoSimulation(seed, BAD, CERTIFICATE);
        echo.simulation.run(Duration.ofSeconds(10));
        assertTrue(echo.isConnected(), "not connected after ten seconds, seed " + seed);
        echo.sendVideo(CALL);
        echo.sendData(echo.client, 300, Duration.ofMillis(50));
        echo.sendData(echo.server, 300, Duration.ofMillis(50));
        echo.simulation.run(CALL.plusSeconds(15));
        return echo;
    }

    @Test
    void videoRecoversByRetransmissionInBothDirections() {
        EchoSimulation echo = call(SEED);

        int missing = echo.packetsSent - echo.echoed.cardinality();

        assertTrue(echo.network.lost() > 200, "the network lost only " + echo.network.lost());
        assertTrue(
                missing <= echo.packetsSent / 200,
                missing + " of " + echo.packetsSent + " packets never came back, seed " + SEED);
    }

    @Test
    void theDataChannelDeliversEverythingInOrderBothWays() {
        EchoSimulation echo = call(SEED);

        assertEquals(IntStream.range(0, 300).boxed().toList(), EchoSimulation.numbers(echo.server));
        assertEquals(IntStream.range(0, 300).boxed().toList(), EchoSimulation.numbers(echo.client));
    }

    @Test
    void theSameSeedReplaysExactlyAndAnotherDoesNot() {
        long first = call(SEED).network.trace();

        assertEquals(first, call(SEED).network.trace());
        assertNotEquals(first, call(SEED + 1).network.trace());
    }

    @Test
    void nothingIsLeftInThePoolsAfterTheCall() {
        EchoSimulation echo = call(SEED);

        echo.close();

        assertEquals(0, echo.client.pool().inUse());
        assertEquals(0, echo.server.pool().inUse());
    }
}
