package io.cardea.server.gateway;

import io.cardea.server.config.ServerSettings.Access;
import io.cardea.spi.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Whether a request may pass: by the API secret. Any thread. */
final class Authorization {
    private final Optional<byte[]> secret;

    Authorization(Access access) {
        this.secret = access.apiSecret().map(Authorization::bytes);
    }

    boolean permits(Json request) {
        return permits(request.string("apisecret", ""));
    }

    /** Compared in constant time. */
    boolean permits(String apiSecret) {
        return secret.isEmpty() || MessageDigest.isEqual(secret.get(), bytes(apiSecret));
    }

    boolean hasSecret() {
        return secret.isPresent();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
