package io.cardea.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RateLimiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static int permitted(RateLimiter limiter, Object client, int requests, long now) {
        int permitted = 0;
        for (int i = 0; i < requests; i++) {
            if (limiter.permits(client, now)) permitted++;
        }
        return permitted;
    }

    @Test
    void aBurstIsTwoSecondsWorthAndThenTheRateHolds() {
        RateLimiter limiter = new RateLimiter(10);
        assertEquals(20, permitted(limiter, "a", 100, 5 * SECOND));
        assertEquals(10, permitted(limiter, "a", 100, 6 * SECOND));
        assertEquals(1, permitted(limiter, "a", 100, 6 * SECOND + SECOND / 10));
        assertEquals(80 + 90 + 99, limiter.refused());
    }

    @Test
    void clientsDoNotPayForOneAnother() {
        RateLimiter limiter = new RateLimiter(1);
        assertEquals(2, permitted(limiter, "a", 10, 0));
        assertEquals(2, permitted(limiter, "b", 10, 0));
    }

    @Test
    void withoutALimitNothingIsKept() {
        RateLimiter limiter = new RateLimiter(0);
        assertEquals(1_000, permitted(limiter, "a", 1_000, 0));
        assertEquals(0, limiter.clients());
    }

    @Test
    void theLimitChangesWhileItWorks() {
        RateLimiter limiter = new RateLimiter(1);
        permitted(limiter, "a", 10, 0);
        limiter.perSecond(0);
        assertTrue(limiter.permits("a", 0));
        limiter.perSecond(5);
        assertEquals(5, permitted(limiter, "a", 100, SECOND));
    }

    @Test
    void whoIsIdleIsForgotten() {
        RateLimiter limiter = new RateLimiter(1);
        limiter.permits("a", 0);
        limiter.permits("b", 3 * SECOND);
        limiter.forgetIdle(3 * SECOND);
        assertEquals(1, limiter.clients());
    }

    @Test
    void beyondTheTableAllShareOneBucket() {
        RateLimiter limiter = new RateLimiter(1);
        for (int i = 0; i < RateLimiter.MAX_CLIENTS; i++) {
            limiter.permits(i, 0);
        }
        assertTrue(limiter.permits("one", 0));
        assertTrue(limiter.permits("two", 0));
        assertFalse(limiter.permits("three", 0));
        assertEquals(RateLimiter.MAX_CLIENTS, limiter.clients());
    }
}
