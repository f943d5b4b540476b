package io.cardea.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.cardea.server.config.JwtSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys, an issuer who signs with them, and a clock that stands at {@link #NOW}. */
final class JwtRig {
    static final long NOW = 1_000_000;
    static final String VIDEOROOM = "janus.plugin.videoroom";
    static final RSAKey RSA = made(new RSAKeyGenerator(2048).keyID("rsa")::generate);
    static final RSAKey OTHER_RSA = made(new RSAKeyGenerator(2048).keyID("rsa")::generate);
    static final ECKey EC = made(new ECKeyGenerator(Curve.P_256).keyID("ec")::generate);
    static final OctetSequenceKey SECRET =
            made(new OctetSequenceKeyGenerator(512).keyID("secret")::generate);

    /** What a good token says. */
    static final String CLAIMS =
            """
            {"iss":"me","aud":"cardea","exp":1000060,"nbf":999990,
             "plugins":["janus.plugin.videoroom"],"rooms":[1234,"lobby"]}\
            """;

    long now = NOW;
    long nanos;

    private JwtRig() {}

    static JwtRig make() {
        return new JwtRig();
    }

    interface Maker<T> {
        T make() throws JOSEException;
    }

    static <T> T made(Maker<T> maker) {
        try {
            return maker.make();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static JwtSettings settings() {
        return new JwtSettings(
                URI.create("file:///none"),
                Optional.of("me"),
                List.of("cardea", "other"),
                Duration.ofSeconds(30),
                true);
    }

    static String set(JWK... keys) {
        return new JWKSet(List.of(keys)).toString(false);
    }

    /** Tokens whose keys are there at once. */
    JwtTokens tokens(JwtSettings settings, JwtKeys keys) {
        keys.refresh();
        return new JwtTokens(settings, keys, () -> now);
    }

    JwtTokens tokens(JWK... keys) {
        return tokens(settings(), new JwtKeys(() -> set(keys), () -> nanos, Runnable::run));
    }

    static String signed(JWSAlgorithm algorithm, JWK key, String claims) {
        return signed(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), key, claims);
    }

    static String signed(JWSHeader header, JWK key, String claims) {
        return made(() -> {
            JWSObject object = new JWSObject(header, new Payload(claims));
            object.sign(signer(key));
            return object.serialize();
        });
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            case OctetSequenceKey secret -> new MACSigner(secret);
            default -> throw new JOSEException("no such key");
        };
    }
}
