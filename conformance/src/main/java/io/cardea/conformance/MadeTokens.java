package io.cardea.conformance;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens for transcripts, with the secrets that {@code conformance/run} configures.
 *
 * <pre>
 * signed:+60,janus,DESCRIPTOR…   Janus's own, good for sixty seconds; signed:-60,… is over
 * signedquery:…                  the same, as it stands in a URL
 * forged:…                       the same, signed by somebody else
 * jwt:+60,PLUGIN,ROOM…           a JSON Web Token; what has a dot is a plugin
 * forgedjwt:…  unsignedjwt:…     the same, signed by somebody else or by nobody
 * </pre>
 */
final class MadeTokens {
    private static final String SECRET = "signet";
    private static final String JWT_SECRET = "a secret of thirty-two characters";
    private static final String FORGED = "somebody else's secret, also long";

    private MadeTokens() {}

    /** Empty if the name is none of a token's. */
    static Optional<String> of(String name) {
        int colon = name.indexOf(':');
        if (colon < 0) return Optional.empty();
        List<String> parts = List.of(name.substring(colon + 1).split(","));
        return switch (name.substring(0, colon)) {
            case "signed" -> Optional.of(signed(parts, SECRET));
            case "signedquery" ->
                    Optional.of(URLEncoder.encode(signed(parts, SECRET), StandardCharsets.UTF_8));
            case "forged" -> Optional.of(signed(parts, FORGED));
            case "jwt" -> Optional.of(jwt(parts, "HS256", JWT_SECRET));
            case "forgedjwt" -> Optional.of(jwt(parts, "HS256", FORGED));
            case "unsignedjwt" -> Optional.of(jwt(parts, "none", JWT_SECRET));
            default -> Optional.empty();
        };
    }

    private static long time(String fromNow) {
        return Instant.now().getEpochSecond() + Long.parseLong(fromNow);
    }

    private static String signed(List<String> parts, String secret) {
        String claims =
                time(parts.getFirst()) + "," + String.join(",", parts.subList(1, parts.size()));
        return claims + ":" + Base64.getEncoder().encodeToString(mac("HmacSHA1", secret, claims));
    }

    private static String jwt(List<String> parts, String algorithm, String secret) {
        List<String> listed = parts.subList(1, parts.size());
        String head = encoded("{\"alg\":\"%s\",\"kid\":\"conformance\"}".formatted(algorithm));
        String claims =
                "{\"iss\":\"conformance\",\"exp\":%d,\"plugins\":[%s],\"rooms\":[%s]}"
                        .formatted(
                                time(parts.getFirst()),
                                quoted(listed.stream().filter(t -> t.contains(".")).toList()),
                                quoted(listed.stream().filter(t -> !t.contains(".")).toList()));
        String text = head + "." + encoded(claims);
        if (algorithm.equals("none")) return text + ".";
        return text + "." + encoded(mac("HmacSHA256", secret, text));
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(t -> "\"" + t + "\"").collect(Collectors.joining(","));
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] mac(String algorithm, String secret, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
