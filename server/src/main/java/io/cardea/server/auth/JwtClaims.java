package io.cardea.server.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a JSON Web Token says that is not checked once for all.
 *
 * @param from second since the epoch, {@code nbf}; very early without
 * @param until the second of {@code exp}; very late without
 * @param plugins packages, the claim {@code plugins}
 * @param rooms ids as texts, the claim {@code rooms}
 */
record JwtClaims(long from, long until, Set<String> plugins, Set<String> rooms) {
    static JwtClaims of(JWTClaimsSet claims) {
        return new JwtClaims(
                seconds(Optional.ofNullable(claims.getNotBeforeTime())).orElse(Long.MIN_VALUE / 2),
                seconds(Optional.ofNullable(claims.getExpirationTime())).orElse(Long.MAX_VALUE / 2),
                texts(Optional.ofNullable(claims.getClaim("plugins"))),
                texts(Optional.ofNullable(claims.getClaim("rooms"))));
    }

    private static Optional<Long> seconds(Optional<Date> date) {
        return date.map(d -> Math.floorDiv(d.getTime(), 1000L));
    }

    /** Texts and whole numbers of an array; whatever else is there opens nothing. */
    private static Set<String> texts(Optional<Object> claim) {
        return claim.filter(Collection.class::isInstance).stream()
                .flatMap(array -> ((Collection<?>) array).stream())
                .filter(item -> item instanceof String || item instanceof Long)
                .map(Object::toString)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** RFC 7519, 4.1.4 and 4.1.5. */
    Verdict at(long epochSeconds, Duration leeway) {
        if (epochSeconds - leeway.toSeconds() >= until) return Verdict.EXPIRED;
        if (epochSeconds + leeway.toSeconds() < from) return Verdict.NOT_YET_VALID;
        return Verdict.GOOD;
    }
}
