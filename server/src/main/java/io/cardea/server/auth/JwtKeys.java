package io.cardea.server.auth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The keys that JSON Web Tokens are signed with: a JWK set, read in the background and again when a
 * token names a key that is not there. Any thread; nothing waits here.
 *
 * <p>What cannot be read, or is no such set, changes nothing: the keys known before go on. A set
 * that differs replaces the one before whole, and with it what was verified under its keys.
 */
final class JwtKeys {
    private static final System.Logger LOG = System.getLogger(JwtKeys.class.getName());

    /** Between two readings that tokens have caused. */
    static final Duration MIN_PAUSE = Duration.ofSeconds(10);

    /** How often the set should be read in any case, so that keys withdrawn are forgotten. */
    static final Duration PERIOD = Duration.ofMinutes(5);

    /** A set of more is refused. */
    static final int MAX_KEYS = 100;

    /** Shorter RSA keys are left out (RFC 7518, 3.3). */
    static final int MIN_RSA_BITS = 2048;

    /** Keys, and what was found out with them. */
    record Known(String text, List<JWK> keys, RecentTokens<JwtClaims> verified) {
        static final Known NOTHING = new Known("", List.of(), new RecentTokens<>());

        /** Those that fit a token's header by id, type, use and algorithm. */
        List<JWK> matching(JWSHeader header) {
            JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
            return matcher == null ? List.of() : keys.stream().filter(matcher::matches).toList();
        }
    }

    private final JwksSource source;
    private final LongSupplier nanoTime;
    private final Executor threads;
    private final AtomicBoolean reading = new AtomicBoolean();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile Known known = Known.NOTHING;
    private volatile long begunNanos;
    private volatile String lastTrouble = "";

    JwtKeys(JwksSource source, LongSupplier nanoTime, Executor threads) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.threads = threads;
        this.begunNanos = nanoTime.getAsLong() - MIN_PAUSE.toNanos();
    }

    Known known() {
        return known;
    }

    long reads() {
        return reads.get();
    }

    long failures() {
        return failures.get();
    }

    /** A key was missed: reads again, unless that was done a moment ago. */
    void missed() {
        if (nanoTime.getAsLong() - begunNanos >= MIN_PAUSE.toNanos()) refresh();
    }

    /** Reads again in the background, unless that is being done. */
    void refresh() {
        if (!reading.compareAndSet(false, true)) return;
        begunNanos = nanoTime.getAsLong();
        try {
            threads.execute(this::read);
        } catch (RejectedExecutionException e) {
            // The server ends.
            reading.set(false);
        }
    }

    private void read() {
        try {
            take(source.read());
            reads.incrementAndGet();
            lastTrouble = "";
        } catch (IOException | ParseException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reading.set(false);
        }
    }

    private void take(String text) throws ParseException {
        if (text.equals(known.text())) return;
        List<JWK> all = JWKSet.parse(text).getKeys();
        if (all.size() > MAX_KEYS) throw new ParseException("more than " + MAX_KEYS + " keys", 0);
        List<JWK> keys = all.stream().filter(JwtKeys::isStrong).toList();
        known = new Known(text, keys, new RecentTokens<>());
        LOG.log(
                System.Logger.Level.INFO,
                () -> "token keys taken keys=" + keys.size() + " of=" + all.size());
    }

    private static boolean isStrong(JWK key) {
        return !(key instanceof RSAKey rsa)
                || rsa.getModulus().decodeToBigInteger().bitLength() >= MIN_RSA_BITS;
    }

    /** Said once for each kind of trouble, however often it comes. */
    private void failed(String why) {
        failures.incrementAndGet();
        if (why.equals(lastTrouble)) return;
        lastTrouble = why;
        LOG.log(System.Logger.Level.WARNING, () -> "token keys not read: " + why);
    }
}
