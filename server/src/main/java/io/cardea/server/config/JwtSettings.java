package io.cardea.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * JSON Web Tokens (RFC 7519): whose are taken.
 *
 * @param keys where the issuer's keys are, a JWK set (RFC 7517): a file, an {@code https} URL, or
 *     an {@code http} one of this machine
 * @param issuer what {@code iss} has to be; empty if the keys say enough
 * @param audience of which {@code aud} has to name one; empty to take only tokens without
 * @param leeway how far the issuer's clock may be from ours
 * @param needsExpiry whether a token without {@code exp} is refused
 */
public record JwtSettings(
        URI keys,
        Optional<String> issuer,
        List<String> audience,
        Duration leeway,
        boolean needsExpiry) {
    private static final int DEFAULT_LEEWAY_SECONDS = 30;
    private static final int MAX_LEEWAY_SECONDS = 300;
    private static final String KEYS = "token_jwt_keys";

    public JwtSettings {
        audience = List.copyOf(audience);
    }

    /** Empty when no keys are named. */
    static Optional<JwtSettings> of(Reader general) {
        return general.text(KEYS)
                .map(keys ->
                        new JwtSettings(
                                uri(general, keys),
                                general.text("token_jwt_issuer"),
                                general.list("token_jwt_audience"),
                                Duration.ofSeconds(
                                        general.number(
                                                "token_jwt_leeway",
                                                DEFAULT_LEEWAY_SECONDS,
                                                0,
                                                MAX_LEEWAY_SECONDS)),
                                general.flag("token_jwt_exp_required", true)));
    }

    private static URI uri(Reader general, String keys) {
        try {
            if (!keys.contains("://")) return Path.of(keys).toAbsolutePath().toUri();
            URI uri = new URI(keys);
            String host = Optional.ofNullable(uri.getHost()).orElse("");
            switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                case "https" -> {
                    if (!host.isEmpty()) return uri;
                }
                case "http" -> {
                    if (isThisMachine(host)) return uri;
                    throw general.complaint(KEYS, "over http only from this machine");
                }
                case "file" -> {
                    return Path.of(uri).toUri();
                }
                default -> {}
            }
            throw general.complaint(KEYS, "this is neither a file nor an https URL");
        } catch (URISyntaxException | InvalidPathException e) {
            throw general.complaint(KEYS, "this is neither a file nor an https URL");
        }
    }

    /** By its name as written: what a resolver says today it may not say tomorrow. */
    private static boolean isThisMachine(String host) {
        return List.of("localhost", "[::1]").contains(host)
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
