package io.cardea.server.auth;

import static io.cardea.server.auth.JwtRig.CLAIMS;
import static io.cardea.server.auth.JwtRig.EC;
import static io.cardea.server.auth.JwtRig.OTHER_RSA;
import static io.cardea.server.auth.JwtRig.RSA;
import static io.cardea.server.auth.JwtRig.SECRET;
import static io.cardea.server.auth.JwtRig.VIDEOROOM;
import static io.cardea.server.auth.JwtRig.made;
import static io.cardea.server.auth.JwtRig.set;
import static io.cardea.server.auth.JwtRig.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.cardea.server.config.JwtSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JwtTokensTest {
    private final JwtRig rig = JwtRig.make();
    private final JwtTokens tokens = rig.tokens(RSA.toPublicJWK(), EC.toPublicJWK(), SECRET);

    private static String rs256(String claims) {
        return signed(JWSAlgorithm.RS256, RSA, claims);
    }

    private static String encoded(String text) {
        return Base64URL.encode(text).toString();
    }

    // ---- What they open ----

    @Test
    void opensTheApiAndThePluginsAndRoomsOfItsClaims() {
        String token = rs256(CLAIMS);

        assertEquals(Verdict.GOOD, tokens.opensApi(token));
        assertEquals(Verdict.GOOD, tokens.opensPlugin(token, VIDEOROOM));
        assertEquals(Verdict.PLUGIN_NOT_OPEN, tokens.opensPlugin(token, "janus.plugin.echotest"));
        assertEquals(Verdict.GOOD, tokens.opens(token, VIDEOROOM, "room=1234"));
        assertEquals(Verdict.GOOD, tokens.opens(token, VIDEOROOM, "room=lobby"));
        assertEquals(Verdict.ROOM_NOT_OPEN, tokens.opens(token, VIDEOROOM, "room=12345"));
        assertEquals(Verdict.ROOM_NOT_OPEN, tokens.opens(token, VIDEOROOM, "1234"));
        assertEquals(
                Verdict.PLUGIN_NOT_OPEN,
                tokens.opens(token, "janus.plugin.audiobridge", "room=1234"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"plugins\":null,\"rooms\":null",
                ",\"plugins\":\"janus.plugin.videoroom\",\"rooms\":1234",
                ",\"plugins\":{\"janus.plugin.videoroom\":true},\"rooms\":{\"1234\":1}",
                ",\"plugins\":[[\"janus.plugin.videoroom\"],null,true],\"rooms\":[1234.5,true]",
            })
    void claimsOfAnotherShapeOpenNothingMore(String more) {
        String token =
                rs256("{\"iss\":\"me\",\"aud\":\"cardea\",\"exp\":1000060%s}".formatted(more));

        assertEquals(Verdict.GOOD, tokens.opensApi(token));
        assertEquals(Verdict.PLUGIN_NOT_OPEN, tokens.opensPlugin(token, VIDEOROOM));
        assertNotEquals(Verdict.GOOD, tokens.opens(token, VIDEOROOM, "room=1234"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void takesSignaturesOfRsa(String algorithm) {
        String token = signed(JWSAlgorithm.parse(algorithm), RSA, CLAIMS);

        assertEquals(Verdict.GOOD, tokens.opensApi(token));
    }

    @ParameterizedTest
    @CsvSource({"ES256, P-256", "ES384, P-384", "ES512, P-521"})
    void takesSignaturesOfEllipticCurves(String algorithm, String curve) {
        ECKey key = made(new ECKeyGenerator(Curve.parse(curve)).keyID("k")::generate);
        String token = signed(JWSAlgorithm.parse(algorithm), key, CLAIMS);

        assertEquals(Verdict.GOOD, rig.tokens(key.toPublicJWK()).opensApi(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void takesSignaturesOfASharedSecret(String algorithm) {
        String token = signed(JWSAlgorithm.parse(algorithm), SECRET, CLAIMS);

        assertEquals(Verdict.GOOD, tokens.opensApi(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void takesSignaturesOfEdwardsCurves(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] spki = pair.getPublic().getEncoded();
        Base64URL x = Base64URL.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        JwtTokens edwards =
                rig.tokens(new OctetKeyPair.Builder(Curve.Ed25519, x).keyID("ed").build());
        String input =
                encoded("{\"alg\":\"%s\",\"kid\":\"ed\"}".formatted(algorithm))
                        + "."
                        + encoded(CLAIMS);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        byte[] signature = signer.sign();

        assertEquals(Verdict.GOOD, edwards.opensApi(input + "." + Base64URL.encode(signature)));
        signature[5] ^= 1;
        assertEquals(
                Verdict.BAD_SIGNATURE, edwards.opensApi(input + "." + Base64URL.encode(signature)));
        assertEquals(Verdict.BAD_SIGNATURE, edwards.opensApi(input + ".AAAA"));
    }

    @Test
    void aTokenWithoutKeyIdIsTriedWithAllThatFit() {
        RSAKey other = new RSAKey.Builder(OTHER_RSA).keyID("other").build();
        String token = signed(new JWSHeader(JWSAlgorithm.RS256), RSA, CLAIMS);

        assertEquals(
                Verdict.GOOD, rig.tokens(other.toPublicJWK(), RSA.toPublicJWK()).opensApi(token));
        assertEquals(Verdict.BAD_SIGNATURE, rig.tokens(other.toPublicJWK()).opensApi(token));
    }

    // ---- Attacks ----

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
    void refusesUnsignedOnes(String none) {
        String head = encoded("{\"alg\":\"%s\",\"kid\":\"rsa\"}".formatted(none));

        assertNotEquals(Verdict.GOOD, tokens.opensApi(head + "." + encoded(CLAIMS) + "."));
        assertNotEquals(Verdict.GOOD, tokens.opensApi(head + "." + encoded(CLAIMS) + ".AAAA"));
        assertNotEquals(Verdict.GOOD, tokens.opensApi(head + "." + encoded(CLAIMS)));
    }

    @Test
    void refusesAMacUnderThePublicKey() {
        byte[] der = made(() -> RSA.toRSAPublicKey().getEncoded());
        String pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret :
                List.of(
                        der,
                        pem.getBytes(StandardCharsets.US_ASCII),
                        RSA.getModulus().decode(),
                        RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII))) {
            JWK confused = new OctetSequenceKey.Builder(secret).keyID("rsa").build();
            for (JWSAlgorithm algorithm : JWSAlgorithm.Family.HMAC_SHA) {
                String token = signed(algorithm, confused, CLAIMS);

                assertEquals(Verdict.UNKNOWN_KEY, tokens.opensApi(token));
            }
        }
    }

    @Test
    void aKeyIsUsedOnlyForWhatItIsMeant() {
        String rs256 = rs256(CLAIMS);
        RSAKey forPs = new RSAKey.Builder(RSA.toPublicJWK()).algorithm(JWSAlgorithm.PS256).build();
        RSAKey forEnc = new RSAKey.Builder(RSA.toPublicJWK()).keyUse(KeyUse.ENCRYPTION).build();
        ECKey wide = made(new ECKeyGenerator(Curve.P_384).keyID("ec")::generate);

        assertEquals(Verdict.UNKNOWN_KEY, rig.tokens(forPs).opensApi(rs256));
        assertEquals(Verdict.UNKNOWN_KEY, rig.tokens(forEnc).opensApi(rs256));
        String es256 = signed(JWSAlgorithm.ES256, EC, CLAIMS);
        assertNotEquals(Verdict.GOOD, rig.tokens(wide.toPublicJWK()).opensApi(es256));
    }

    @Test
    void aKeyThatTheTokenBringsOrPointsToIsNotLookedAt() {
        JWSHeader brings =
                new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(OTHER_RSA.toPublicJWK()).build();
        JWSHeader points =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwkURL(URI.create("http://127.0.0.1:1/jwks.json"))
                        .x509CertURL(URI.create("http://127.0.0.1:1/cert.pem"))
                        .keyID("rsa")
                        .build();

        assertEquals(Verdict.BAD_SIGNATURE, tokens.opensApi(signed(brings, OTHER_RSA, CLAIMS)));
        assertEquals(Verdict.BAD_SIGNATURE, tokens.opensApi(signed(points, OTHER_RSA, CLAIMS)));
    }

    @Test
    void refusesWhatIsSignedByAnotherKeyOrChanged() {
        String good = rs256(CLAIMS);
        String[] parts = good.split("\\.");
        String changed = encoded(CLAIMS.replace("1234", "4321"));

        assertEquals(
                Verdict.BAD_SIGNATURE,
                tokens.opensApi(signed(JWSAlgorithm.RS256, OTHER_RSA, CLAIMS)));
        assertEquals(
                Verdict.BAD_SIGNATURE, tokens.opensApi(parts[0] + "." + changed + "." + parts[2]));
        assertEquals(Verdict.BAD_SIGNATURE, tokens.opensApi(parts[0] + "." + parts[1] + ".AAAA"));
    }

    /** CVE-2022-21449: r and s of zero. */
    @Test
    void refusesASignatureOfZeros() {
        String[] parts = signed(JWSAlgorithm.ES256, EC, CLAIMS).split("\\.");
        String zeros = Base64URL.encode(new byte[64]).toString();

        assertEquals(
                Verdict.BAD_SIGNATURE, tokens.opensApi(parts[0] + "." + parts[1] + "." + zeros));
    }

    @Test
    void refusesAHeaderThatMustBeUnderstoodAndIsNot() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"x\"],\"x\":1}";
        JWSHeader parsed;
        try {
            parsed = JWSHeader.parse(header);
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }

        assertEquals(Verdict.BAD_SIGNATURE, tokens.opensApi(signed(parsed, RSA, CLAIMS)));
    }

    @Test
    void refusesAnUnknownKeyAndAnAlgorithmThatIsNotTaken() {
        RSAKey unknown = new RSAKey.Builder(RSA).keyID("nobody").build();
        String head = encoded("{\"alg\":\"ES256K\",\"kid\":\"ec\"}");

        assertEquals(
                Verdict.UNKNOWN_KEY, tokens.opensApi(signed(JWSAlgorithm.RS256, unknown, CLAIMS)));
        assertEquals(
                Verdict.BAD_ALGORITHM, tokens.opensApi(head + "." + encoded(CLAIMS) + ".AAAA"));
    }

    @ParameterizedTest
    @CsvSource({
        "1000031, GOOD",
        "1000030, GOOD",
        "999971, GOOD",
        "999970, EXPIRED",
        "1, EXPIRED",
        "0, EXPIRED",
        "-5, EXPIRED",
        "99999999999, GOOD",
    })
    void expiresWithSomeLeeway(long expiry, Verdict verdict) {
        String claims = "{\"iss\":\"me\",\"aud\":\"cardea\",\"exp\":%d}".formatted(expiry);

        assertEquals(verdict, tokens.opensApi(rs256(claims)));
    }

    @Test
    void aRememberedTokenExpiresToo() {
        String token = rs256(CLAIMS);
        assertEquals(Verdict.GOOD, tokens.opensApi(token));

        rig.now = 1_000_089;
        assertEquals(Verdict.GOOD, tokens.opensApi(token));
        rig.now = 1_000_090;
        assertEquals(Verdict.EXPIRED, tokens.opensApi(token));
        rig.now = 999_959;
        assertEquals(Verdict.NOT_YET_VALID, tokens.opensApi(token));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'iss':'me','aud':'cardea'}|WITHOUT_EXPIRY",
                "{'iss':'me','aud':'cardea','exp':'1000060'}|MALFORMED",
                "{'iss':'me','aud':'cardea','exp':null}|WITHOUT_EXPIRY",
                "{'iss':'me','aud':'cardea','exp':1000060,'nbf':1000031}|NOT_YET_VALID",
                "{'iss':'me','aud':'cardea','exp':1000060,'nbf':1000030}|GOOD",
                "{'iss':'you','aud':'cardea','exp':1000060}|WRONG_ISSUER",
                "{'aud':'cardea','exp':1000060}|WRONG_ISSUER",
                "{'iss':['me'],'aud':'cardea','exp':1000060}|MALFORMED",
                "{'iss':'me','exp':1000060}|WRONG_AUDIENCE",
                "{'iss':'me','aud':'elsewhere','exp':1000060}|WRONG_AUDIENCE",
                "{'iss':'me','aud':['elsewhere','other'],'exp':1000060}|GOOD",
                "{'iss':'me','aud':'cardea','exp':1,'exp':1000060}|MALFORMED",
                "{'iss':'me','aud':'cardea','exp':1000060,'rooms':[1],'rooms':[2]}|MALFORMED",
                "['iss']|MALFORMED",
                "'text'|MALFORMED",
                "{'iss':|MALFORMED",
            })
    void looksAtEachClaim(String claims, Verdict verdict) {
        assertEquals(verdict, tokens.opensApi(rs256(claims.replace('\'', '"'))));
    }

    @Test
    void takesWhatTheSettingsLeaveOpen() {
        JwtSettings open =
                new JwtSettings(
                        URI.create("file:///none"),
                        Optional.empty(),
                        List.of(),
                        Duration.ZERO,
                        false);
        JwtKeys keys = new JwtKeys(() -> set(RSA.toPublicJWK()), () -> 0, Runnable::run);
        JwtTokens all = rig.tokens(open, keys);

        assertEquals(Verdict.GOOD, all.opensApi(rs256("{}")));
        assertEquals(Verdict.GOOD, all.opensApi(rs256("{\"iss\":\"anybody\"}")));
        // RFC 7519, 4.1.3: who is not named refuses.
        assertEquals(Verdict.WRONG_AUDIENCE, all.opensApi(rs256("{\"aud\":\"cardea\"}")));
    }

    @Test
    void refusesATokenWithinAToken() {
        String nested = rs256(rs256(CLAIMS));

        assertEquals(Verdict.MALFORMED, tokens.opensApi(nested));
        String encrypted = encoded("{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}") + ".AA.AA.AA.AA";
        assertEquals(Verdict.MALFORMED, tokens.opensApi(encrypted));
    }

    @Test
    void refusesHugeOnesWithoutLookingAtThem() {
        assertEquals(Verdict.TOO_LONG, tokens.opensApi("a".repeat(JwtTokens.MAX_LENGTH + 1)));
        String padded =
                CLAIMS.replace("\"iss\"", "\"pad\":\"%s\",\"iss\"".formatted("x".repeat(9000)));
        assertEquals(Verdict.TOO_LONG, tokens.opensApi(rs256(padded)));
    }

    @Test
    void refusesDeepOnes() {
        String deep = "[".repeat(4000);

        assertEquals(Verdict.MALFORMED, tokens.opensApi(encoded(deep) + ".e30.AAAA"));
        assertEquals(
                Verdict.MALFORMED,
                tokens.opensApi(encoded("{\"a\":" + deep) + "." + encoded(CLAIMS) + ".AAAA"));
        assertEquals(Verdict.MALFORMED, tokens.opensApi(rs256("{\"rooms\":" + deep)));
    }

    /** No text makes it throw, and none that is not the token itself is taken. */
    @Test
    void refusesGarbage() {
        Random random = new Random(7);
        for (String text :
                List.of("", ".", "..", "...", "a.b.c", "\0.\0.\0", "ä.ö.ü", "e30.e30.")) {
            assertNotEquals(Verdict.GOOD, tokens.opensApi(text), text);
        }
        byte[] good = signed(JWSAlgorithm.ES256, EC, CLAIMS).getBytes(StandardCharsets.US_ASCII);
        int end = good.length - 2;
        for (int i = 0; i < 3000; i++) {
            byte[] bad = good.clone();
            // The last letter has bits that mean nothing.
            int at = random.nextInt(end);
            bad[at] = (byte) (bad[at] ^ (1 + random.nextInt(127)));
            String text = new String(bad, StandardCharsets.US_ASCII);

            assertNotEquals(Verdict.GOOD, tokens.opensApi(text), text);
        }
    }

    @Test
    void aTokenHasOneText() {
        String good = signed(JWSAlgorithm.ES256, EC, CLAIMS);
        while (!good.contains("_") || !good.contains("-")) {
            good = signed(JWSAlgorithm.ES256, EC, CLAIMS);
        }
        assertEquals(Verdict.GOOD, tokens.opensApi(good));
        for (String same :
                List.of(good.replace('_', '/'), good.replace('-', '+'), good + "=", good + "\n")) {
            assertEquals(Verdict.MALFORMED, tokens.opensApi(same), same);
        }
    }

    @Test
    void weakKeysAreLeftOut() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();
        RSAKey weak = new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID("weak").build();
        String input = encoded("{\"alg\":\"RS256\",\"kid\":\"weak\"}") + "." + encoded(CLAIMS);
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pair.getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        String token = input + "." + Base64URL.encode(signer.sign());

        assertEquals(Verdict.UNKNOWN_KEY, rig.tokens(weak).opensApi(token));
    }

    @Test
    void whatWasVerifiedIsRemembered() {
        String token = rs256(CLAIMS);
        tokens.opensApi(token);
        tokens.opensApi(token);
        tokens.opensApi("garbage");

        assertTrue(
                tokens.metrics().stream()
                        .anyMatch(m -> m.name().equals("jwt_remembered") && m.value() == 1));
    }
}
