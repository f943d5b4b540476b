package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signatures made with another tool: {@code openssl dgst -sha1 -hmac}. */
final class SignedTokensTest {
    private static final String REALM = "janus.plugin.videoroom";
    private static final String TOKEN =
            "2000000000,janus.plugin.videoroom,room=1,room=1234:HckvQx3NyaspNnQVmdXZbzH+WL8=";

    private final SignedTokens tokens = new SignedTokens(Optional.of("key"), () -> 1_999_999_999L);

    @Test
    void takesWhatWasSignedForRealmAndDescriptor() {
        assertTrue(tokens.isValid(TOKEN, REALM, "room=1234"));
        assertFalse(tokens.isValid(TOKEN, REALM, "room=2"));
        assertFalse(tokens.isValid(TOKEN, "janus.plugin.echotest", "room=1"));
    }

    @Test
    void refusesForgedAndLateOnes() {
        SignedTokens later = new SignedTokens(Optional.of("key"), () -> 2_000_000_000L);
        SignedTokens other = new SignedTokens(Optional.of("kez"), () -> 0L);

        assertFalse(later.isValid(TOKEN, REALM, "room=1"));
        assertFalse(other.isValid(TOKEN, REALM, "room=1"));
        assertFalse(tokens.isValid(TOKEN.replace("1234", "1235"), REALM, "room=1"));
        for (String bad : new String[] {"", ":", "a:b", "x,y,z:", TOKEN + "=", ",,:"}) {
            assertFalse(tokens.isValid(bad, REALM, "room=1"), bad);
        }
    }

    @Test
    void isOffWithoutASecret() {
        SignedTokens off = new SignedTokens(Optional.empty(), () -> 0L);

        assertFalse(off.areOn());
        assertFalse(off.isValid(TOKEN, REALM, "room=1"));
    }
}
