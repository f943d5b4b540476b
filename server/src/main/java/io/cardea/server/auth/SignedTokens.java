package io.cardea.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens of Janus's own that prove themselves: {@code expiry,realm,descriptor…:signature}, the
 * signature being the base64 of an HMAC-SHA1 over everything before the colon. The realm is {@code
 * janus} for the API, the descriptors being plugins then; a plugin's package for what is the
 * plugin's. Any thread.
 */
final class SignedTokens implements Tokens {
    private static final String ALGORITHM = "HmacSHA1";
    private static final String API_REALM = "janus";

    private final SecretKeySpec key;
    private final LongSupplier epochSeconds;

    /**
     * @param secret not empty
     */
    SignedTokens(String secret, LongSupplier epochSeconds) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.epochSeconds = epochSeconds;
    }

    @Override
    public Verdict opensApi(String token) {
        return check(token, API_REALM).verdict();
    }

    @Override
    public Verdict opensPlugin(String token, String plugin) {
        return check(token, API_REALM).carries(plugin, Verdict.PLUGIN_NOT_OPEN);
    }

    @Override
    public Verdict opens(String token, String plugin, String descriptor) {
        return check(token, plugin).carries(descriptor, Verdict.ROOM_NOT_OPEN);
    }

    @Override
    public boolean proveThemselves() {
        return true;
    }

    /** What a token is found to be. */
    private record Found(Verdict verdict, List<String> descriptors) {
        static Found refused(Verdict why) {
            return new Found(why, List.of());
        }

        Verdict carries(String descriptor, Verdict otherwise) {
            if (!verdict.isGood()) return verdict;
            return descriptors.contains(descriptor) ? Verdict.GOOD : otherwise;
        }
    }

    private Found check(String token, String realm) {
        String[] halves = token.split(":", -1);
        if (halves.length != 2) return Found.refused(Verdict.MALFORMED);
        String wanted = Base64.getEncoder().encodeToString(sign(halves[0]));
        if (!Secret.isSame(wanted, halves[1])) return Found.refused(Verdict.BAD_SIGNATURE);
        List<String> parts = List.of(halves[0].split(",", -1));
        if (parts.size() < 2) return Found.refused(Verdict.MALFORMED);
        if (isOver(parts.get(0))) return Found.refused(Verdict.EXPIRED);
        if (!parts.get(1).equals(realm)) return Found.refused(Verdict.WRONG_REALM);
        return new Found(Verdict.GOOD, parts.subList(2, parts.size()));
    }

    private boolean isOver(String expiry) {
        try {
            return epochSeconds.getAsLong() > Long.parseLong(expiry);
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private byte[] sign(String claims) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(claims.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
