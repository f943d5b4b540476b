package io.cardea.server.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that prove themselves: {@code expiry,realm,descriptor…:signature}, the signature being the
 * base64 of an HMAC-SHA1 over everything before the last colon. Any thread.
 */
public final class SignedTokens {
    private static final String ALGORITHM = "HmacSHA1";

    private final Optional<byte[]> secret;
    private final LongSupplier epochSeconds;

    /**
     * @param secret empty when signed tokens are off
     */
    public SignedTokens(Optional<String> secret, LongSupplier epochSeconds) {
        this.secret = secret.filter(s -> !s.isEmpty()).map(s -> s.getBytes(StandardCharsets.UTF_8));
        this.epochSeconds = epochSeconds;
    }

    public boolean areOn() {
        return secret.isPresent();
    }

    /** Whether the token was signed by us, is not over, and is for this realm and descriptor. */
    public boolean isValid(String token, String realm, String descriptor) {
        List<String> claims = claims(token, realm);
        return claims.size() > 2 && claims.subList(2, claims.size()).contains(descriptor);
    }

    /** The same for whatever descriptors. */
    public boolean isValid(String token, String realm) {
        return !claims(token, realm).isEmpty();
    }

    /** What a good token of a realm claims; empty for all others. */
    private List<String> claims(String token, String realm) {
        int colon = token.lastIndexOf(':');
        if (secret.isEmpty() || colon < 0) return List.of();
        String claims = token.substring(0, colon);
        if (!isSigned(claims, token.substring(colon + 1))) return List.of();
        List<String> parts = List.of(claims.split(",", -1));
        boolean good = parts.size() > 1 && isAhead(parts.get(0)) && parts.get(1).equals(realm);
        return good ? parts : List.of();
    }

    private boolean isAhead(String expiry) {
        try {
            return Long.parseLong(expiry) > epochSeconds.getAsLong();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Compared in constant time. */
    private boolean isSigned(String claims, String signature) {
        byte[] wanted = Base64.getEncoder().encode(sign(claims));
        return MessageDigest.isEqual(wanted, signature.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] sign(String claims) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.orElseThrow(), ALGORITHM));
            return mac.doFinal(claims.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
