package io.cardea.server.gateway;

import io.cardea.server.config.ServerSettings.Access;
import io.cardea.spi.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Whether a request may pass: by the API secret, or by a token, whichever is right. Without a
 * secret and without tokens everything passes. Any thread.
 */
final class Authorization {
    private static final String REALM = "janus";

    private final Optional<byte[]> secret;
    private final Optional<StoredTokens> stored;
    private final Optional<SignedTokens> signed;

    /**
     * @param signed those of {@code token_auth_secret}; used when tokens are on
     */
    Authorization(Access access, SignedTokens signed) {
        this.secret = access.apiSecret().map(Authorization::bytes);
        boolean proving = access.tokenAuth() && signed.areOn();
        this.signed = proving ? Optional.of(signed) : Optional.empty();
        this.stored =
                access.tokenAuth() && !proving ? Optional.of(new StoredTokens()) : Optional.empty();
    }

    /** What the Admin API keeps; empty unless tokens are stored ones. */
    Optional<StoredTokens> stored() {
        return stored;
    }

    boolean permits(Json request) {
        return permits(request.string("apisecret", ""), request.string("token", ""));
    }

    boolean permits(String apiSecret, String token) {
        if (secret.isPresent() && MessageDigest.isEqual(secret.get(), bytes(apiSecret))) {
            return true;
        }
        if (stored.isPresent()) return stored.get().isKnown(token);
        if (signed.isPresent()) return signed.get().isValid(token, REALM);
        return secret.isEmpty();
    }

    /** Whether a request's token, if it has one, opens a plugin. */
    boolean opens(Optional<String> token, String plugin) {
        if (token.isEmpty()) return true;
        if (stored.isPresent()) return stored.get().opens(token.get(), plugin);
        return signed.isEmpty() || signed.get().isValid(token.get(), REALM, plugin);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
