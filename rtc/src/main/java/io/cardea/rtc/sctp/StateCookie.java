package io.cardea.rtc.sctp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an association is made from when its cookie comes back (RFC 9260, 5.1.3).
 *
 * <p>DTLS has authenticated the peer, so the cookie need not ward off strangers. It still is what
 * tells a restart from a collision and from an old packet (5.2.4).
 *
 * @param localTieTag our tag at the time, 0 if there was no association yet
 * @param peerTieTag the peer's tag at the time, likewise
 */
record StateCookie(
        long createdNanos,
        int localTag,
        int peerTag,
        int localTsn,
        int peerTsn,
        long peerWindow,
        int peerInboundStreams,
        boolean knowsForwardTsn,
        boolean knowsReconfig,
        int localTieTag,
        int peerTieTag) {
    /** RFC 9260, 15: Valid.Cookie.Life. */
    static final long LIFE_NANOS = 60_000_000_000L;

    private static final int BODY_BYTES = 44;
    private static final int MAC_BYTES = 32;
    private static final int FLAG_FORWARD_TSN = 1;
    private static final int FLAG_RECONFIG = 2;

    static StateCookie of(
            InitChunk init, int localTag, int localTsn, int localTie, int peerTie, long now) {
        return new StateCookie(
                now,
                localTag,
                init.tag(),
                localTsn,
                init.initialTsn(),
                init.window(),
                init.inboundStreams(),
                init.knowsForwardTsn(),
                init.knowsReconfig(),
                localTie,
                peerTie);
    }

    boolean isStale(long nowNanos) {
        return nowNanos - createdNanos > LIFE_NANOS;
    }

    /** Seals cookies and tells ours from others'. */
    static final class Sealer {
        private static final String ALGORITHM = "HmacSHA256";

        private final Mac mac;

        Sealer(RandomGenerator random) {
            byte[] key = new byte[MAC_BYTES];
            random.nextBytes(key);
            try {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(key, ALGORITHM));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
            }
        }

        byte[] seal(StateCookie cookie) {
            byte[] sealed = new byte[BODY_BYTES + MAC_BYTES];
            Wire.put64(sealed, 0, cookie.createdNanos);
            Wire.put32(sealed, 8, cookie.localTag);
            Wire.put32(sealed, 12, cookie.peerTag);
            Wire.put32(sealed, 16, cookie.localTsn);
            Wire.put32(sealed, 20, cookie.peerTsn);
            Wire.put32(sealed, 24, (int) cookie.peerWindow);
            Wire.put32(sealed, 28, cookie.localTieTag);
            Wire.put32(sealed, 32, cookie.peerTieTag);
            Wire.put16(sealed, 36, cookie.peerInboundStreams);
            Wire.put16(
                    sealed,
                    38,
                    (cookie.knowsForwardTsn ? FLAG_FORWARD_TSN : 0)
                            | (cookie.knowsReconfig ? FLAG_RECONFIG : 0));
            byte[] code = code(sealed);
            System.arraycopy(code, 0, sealed, BODY_BYTES, MAC_BYTES);
            return sealed;
        }

        Optional<StateCookie> open(byte[] array, int at, int length) {
            if (length != BODY_BYTES + MAC_BYTES) return Optional.empty();
            byte[] sealed = Arrays.copyOfRange(array, at, at + length);
            byte[] claimed = Arrays.copyOfRange(sealed, BODY_BYTES, sealed.length);
            if (!MessageDigest.isEqual(code(sealed), claimed)) return Optional.empty();
            int flags = Wire.u16(sealed, 38);
            return Optional.of(
                    new StateCookie(
                            Wire.i64(sealed, 0),
                            Wire.i32(sealed, 8),
                            Wire.i32(sealed, 12),
                            Wire.i32(sealed, 16),
                            Wire.i32(sealed, 20),
                            Wire.u32(sealed, 24),
                            Wire.u16(sealed, 36),
                            (flags & FLAG_FORWARD_TSN) != 0,
                            (flags & FLAG_RECONFIG) != 0,
                            Wire.i32(sealed, 28),
                            Wire.i32(sealed, 32)));
        }

        private byte[] code(byte[] sealed) {
            mac.update(sealed, 0, BODY_BYTES);
            return mac.doFinal();
        }
    }
}
