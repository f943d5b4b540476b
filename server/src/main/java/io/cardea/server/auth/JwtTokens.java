package io.cardea.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.cardea.server.config.JwtSettings;
import io.cardea.spi.Metric;
import java.text.ParseException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * JSON Web Tokens (RFC 7519), signed (RFC 7515) by somebody whose keys we know. One opens the API
 * while it is valid, the plugins that its claim {@code plugins} lists, and of these the rooms of
 * its claim {@code rooms}. Any thread.
 *
 * <p>The algorithm is the key's matter, not the token's: a key is used only for algorithms of its
 * type, and for just one if it says so. Keys that a token brings or points to are not looked at.
 * What was verified is remembered, so that a token costs its signature once.
 */
final class JwtTokens implements Tokens {
    /** A longer token is refused before it is looked at. */
    static final int MAX_LENGTH = 8_192;

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512,
                    JWSAlgorithm.EdDSA,
                    JWSAlgorithm.Ed25519,
                    JWSAlgorithm.HS256,
                    JWSAlgorithm.HS384,
                    JWSAlgorithm.HS512);

    private static final String ROOM = "room=";

    private final JwtSettings settings;
    private final JwtKeys keys;
    private final LongSupplier epochSeconds;

    /** RFC 7515, 3.1: three parts in base64url, without padding. */
    private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");

    private final TokenDigests digests = new TokenDigests();

    JwtTokens(JwtSettings settings, JwtKeys keys, LongSupplier epochSeconds) {
        this.settings = settings;
        this.keys = keys;
        this.epochSeconds = epochSeconds;
    }

    /** What a token is found to be: its claims, if it is good for something. */
    private record Found(Verdict verdict, Optional<JwtClaims> claims) {
        static Found refused(Verdict why) {
            return new Found(why, Optional.empty());
        }
    }

    @Override
    public Verdict opensApi(String token) {
        return check(token).verdict();
    }

    @Override
    public Verdict opensPlugin(String token, String plugin) {
        Found found = check(token);
        if (!found.verdict().isGood()) return found.verdict();
        boolean open = found.claims().orElseThrow().plugins().contains(plugin);
        return open ? Verdict.GOOD : Verdict.PLUGIN_NOT_OPEN;
    }

    @Override
    public Verdict opens(String token, String plugin, String descriptor) {
        Found found = check(token);
        if (!found.verdict().isGood()) return found.verdict();
        JwtClaims claims = found.claims().orElseThrow();
        if (!claims.plugins().contains(plugin)) return Verdict.PLUGIN_NOT_OPEN;
        boolean open =
                descriptor.startsWith(ROOM)
                        && claims.rooms().contains(descriptor.substring(ROOM.length()));
        return open ? Verdict.GOOD : Verdict.ROOM_NOT_OPEN;
    }

    @Override
    public boolean proveThemselves() {
        return true;
    }

    @Override
    public void refresh() {
        keys.refresh();
    }

    private Found check(String token) {
        if (token.length() > MAX_LENGTH) return Found.refused(Verdict.TOO_LONG);
        // The library also takes the letters of plain base64: one token would have many texts.
        if (!COMPACT.matcher(token).matches()) return Found.refused(Verdict.MALFORMED);
        JwtKeys.Known known = keys.known();
        String digest = digests.of(token);
        Optional<JwtClaims> before = known.verified().find(digest);
        Found found =
                before.map(c -> new Found(Verdict.GOOD, before))
                        .orElseGet(() -> verify(token, known));
        if (!found.verdict().isGood()) return found;
        JwtClaims claims = found.claims().orElseThrow();
        if (before.isEmpty()) known.verified().put(digest, claims);
        Verdict now = claims.at(epochSeconds.getAsLong(), settings.leeway());
        return now.isGood() ? found : Found.refused(now);
    }

    private Found verify(String token, JwtKeys.Known known) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            if (!ALGORITHMS.contains(header.getAlgorithm())) {
                return Found.refused(Verdict.BAD_ALGORITHM);
            }
            List<JWK> candidates = known.matching(header);
            if (candidates.isEmpty()) {
                keys.missed();
                return Found.refused(Verdict.UNKNOWN_KEY);
            }
            if (candidates.stream().noneMatch(key -> isSigned(jwt, key))) {
                return Found.refused(Verdict.BAD_SIGNATURE);
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Verdict verdict = judge(claims);
            return verdict.isGood()
                    ? new Found(verdict, Optional.of(JwtClaims.of(claims)))
                    : Found.refused(verdict);
        } catch (ParseException | IllegalArgumentException e) {
            return Found.refused(Verdict.MALFORMED);
        }
    }

    private static boolean isSigned(SignedJWT jwt, JWK key) {
        try {
            return jwt.verify(verifier(key));
        } catch (JOSEException | IllegalStateException e) {
            return false;
        }
    }

    /**
     * @throws JOSEException if that key is good for nothing
     */
    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa.toRSAPublicKey());
            case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
            case OctetSequenceKey secret -> new MACVerifier(secret.toByteArray());
            case OctetKeyPair edwards -> new Ed25519JwsVerifier(edwards);
            default -> throw new JOSEException("no such key: " + key.getKeyType());
        };
    }

    /** What holds for as long as the token does (RFC 7519, 4.1.1 and 4.1.3). */
    private Verdict judge(JWTClaimsSet claims) {
        if (settings.needsExpiry() && claims.getExpirationTime() == null) {
            return Verdict.WITHOUT_EXPIRY;
        }
        Optional<String> issuer = settings.issuer();
        if (issuer.isPresent() && !issuer.get().equals(claims.getIssuer())) {
            return Verdict.WRONG_ISSUER;
        }
        List<String> named = claims.getAudience();
        boolean meant =
                settings.audience().isEmpty()
                        ? named.isEmpty()
                        : !Collections.disjoint(named, settings.audience());
        return meant ? Verdict.GOOD : Verdict.WRONG_AUDIENCE;
    }

    @Override
    public List<Metric> metrics() {
        JwtKeys.Known known = keys.known();
        return List.of(
                Metric.gauge("jwt_keys", "Keys known for tokens.", known.keys().size()),
                Metric.gauge(
                        "jwt_remembered", "Verified tokens remembered.", known.verified().size()),
                Metric.counter("jwt_key_reads", "Times that keys were read.", keys.reads()),
                Metric.counter(
                        "jwt_key_failures", "Times that keys could not be read.", keys.failures()));
    }
}
