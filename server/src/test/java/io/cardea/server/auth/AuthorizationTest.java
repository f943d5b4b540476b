package io.cardea.server.auth;

import static io.cardea.server.auth.JwtRig.CLAIMS;
import static io.cardea.server.auth.JwtRig.RSA;
import static io.cardea.server.auth.JwtRig.set;
import static io.cardea.server.auth.JwtRig.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationTest {
    private static final String PLUGIN = "janus.plugin.echotest";

    private static Authorization of(String general) {
        ServerSettings settings =
                ServerSettings.of(Jcfg.parse("test.jcfg", "general: { " + general + " }"));
        return new Authorization(
                settings.access(),
                new Authorization.Environment(() -> JwtRig.NOW, () -> 0, Runnable::run));
    }

    private static long refused(Authorization authorization, String reason) {
        return authorization.metrics().stream()
                .filter(m -> m.name().equals("authorization_refused"))
                .filter(m -> reason.equals(m.labels().get("reason")))
                .mapToLong(m -> (long) m.value())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutSecretAndTokensEverythingPasses() {
        Authorization open = of("");

        assertTrue(open.permits("", ""));
        assertTrue(open.permits("anything", "anything"));
        assertTrue(open.opensPlugin(Optional.of("anything"), PLUGIN));
        assertFalse(open.tokensProveThemselves());
        assertFalse(open.opens("anything", PLUGIN, "room=1"));
    }

    @Test
    void countsWhatItRefusesByReason() {
        Authorization guarded = of("api_secret = \"hush\", token_auth = true");
        StoredTokens stored = guarded.stored().orElseThrow();
        stored.add("sesame");

        assertTrue(guarded.permits("hush", ""));
        assertTrue(guarded.permits("", "sesame"));
        assertFalse(guarded.permits("", ""));
        assertFalse(guarded.permits("hus", ""));
        assertFalse(guarded.permits("hushh", ""));
        assertFalse(guarded.permits("", "sesam"));
        assertFalse(guarded.opensPlugin(Optional.of("sesame"), PLUGIN));

        assertEquals(1, refused(guarded, "missing"));
        assertEquals(2, refused(guarded, "bad_secret"));
        assertEquals(1, refused(guarded, "unknown_token"));
        assertEquals(1, refused(guarded, "plugin_not_open"));
    }

    @Test
    void anEmptyTokenIsNone() {
        Authorization guarded = of("token_auth = true");
        guarded.stored().orElseThrow().add("");

        assertFalse(guarded.permits("", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', true, GOOD",
        "'', '', false, ADMIN_NOT_LOCAL",
        "'', anything, false, ADMIN_NOT_LOCAL",
        "janusoverlord, janusoverlord, true, GOOD",
        "janusoverlord, janusoverlord, false, ADMIN_NOT_LOCAL",
        "janusoverlord, wrong, true, ADMIN_BAD_SECRET",
        "tattle, tattle, true, GOOD",
        "tattle, tattle, false, GOOD",
        "tattle, '', true, ADMIN_BAD_SECRET",
        "tattle, janusoverlord, false, ADMIN_BAD_SECRET",
    })
    void aSecretThatEverybodyKnowsServesThisMachineOnly(
            String secret, String given, boolean local, Verdict verdict) {
        Authorization authorization = of("admin_secret = \"" + secret + "\"");

        assertEquals(verdict, authorization.permitsAdmin(given, local));
        assertEquals(secret.equals("tattle"), authorization.hasAdminSecret());
        if (!verdict.isGood()) assertEquals(1, refused(authorization, verdict.label()));
    }

    @Test
    void readsKeysWhenItBegins(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("jwks.json"), set(RSA.toPublicJWK()));
        Authorization jwt =
                of(
                        """
                        token_auth = true, token_jwt_keys = "%s", token_jwt_issuer = "me",
                        token_jwt_audience = "other,cardea"
                        """
                                .formatted(file));
        String token = signed(JWSAlgorithm.RS256, RSA, CLAIMS);

        assertTrue(jwt.permits("", token));
        assertTrue(jwt.opensPlugin(Optional.of(token), JwtRig.VIDEOROOM));
        assertTrue(jwt.tokensProveThemselves());
        assertTrue(jwt.opens(token, JwtRig.VIDEOROOM, "room=1234"));
        assertFalse(jwt.opens(token, JwtRig.VIDEOROOM, "room=1"));
        assertFalse(jwt.opens("", JwtRig.VIDEOROOM, "room=1"));
        assertTrue(jwt.stored().isEmpty());
        assertEquals(1, refused(jwt, "room_not_open"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/jwks.json",
                "http://127.0.0.1.example.com/jwks.json",
                "ftp://127.0.0.1/jwks.json",
                "https:///jwks.json",
                "https://a b/",
            })
    void keysComeOverHttpsOrFromThisMachine(String keys) {
        assertThrows(SettingsException.class, () -> of("token_jwt_keys = \"%s\"".formatted(keys)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/jwks.json",
                "http://localhost:8080/jwks.json",
                "http://127.0.0.1/jwks.json",
                "http://[::1]/jwks.json",
                "/etc/cardea/jwks.json",
                "jwks.json",
            })
    void otherPlacesAreTaken(String keys) {
        assertTrue(of("token_jwt_keys = \"%s\"".formatted(keys)).permits("", ""));
    }

    @Test
    void oneKindOfTokenAtATime() {
        String both = "token_auth_secret = \"x\", token_jwt_keys = \"jwks.json\"";

        assertThrows(SettingsException.class, () -> of(both));
    }

    @Test
    void rememberedTokensAreBounded() {
        RecentTokens<Integer> recent = new RecentTokens<>();
        for (int i = 0; i < 3 * RecentTokens.MAX; i++) {
            recent.put("t" + i, i);
            recent.find("t0");
            assertTrue(recent.size() <= RecentTokens.MAX + 1);
        }

        assertEquals(Optional.of(0), recent.find("t0"));
        assertEquals(Optional.empty(), recent.find("t1"));
        int last = 3 * RecentTokens.MAX - 1;
        assertEquals(Optional.of(last), recent.find("t" + last));
    }

    @Test
    void storedTokensAreChangedAndListed() {
        StoredTokens stored = new StoredTokens();
        stored.add("one");
        stored.allow("one", List.of("b", "a"));
        stored.disallow("one", List.of("b"));
        stored.allow("two", List.of("a"));

        assertEquals("{one=[a]}", stored.all().toString());
        assertEquals(Verdict.GOOD, stored.opensPlugin("one", "a"));
        assertEquals(Verdict.PLUGIN_NOT_OPEN, stored.opensPlugin("one", "b"));
        assertEquals(Verdict.UNKNOWN_TOKEN, stored.opensPlugin("two", "a"));
        assertTrue(stored.remove("one"));
        assertFalse(stored.remove("one"));
    }
}
