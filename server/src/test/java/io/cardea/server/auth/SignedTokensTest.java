package io.cardea.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** Signatures made with another tool: {@code openssl dgst -sha1 -hmac}. */
final class SignedTokensTest {
    private static final String REALM = "janus.plugin.videoroom";
    private static final String TOKEN =
            "2000000000,janus.plugin.videoroom,room=1,room=1234:HckvQx3NyaspNnQVmdXZbzH+WL8=";

    private final SignedTokens tokens = new SignedTokens("key", () -> 1_999_999_999L);

    @Test
    void takesWhatWasSignedForRealmAndDescriptor() {
        assertEquals(Verdict.GOOD, tokens.opens(TOKEN, REALM, "room=1234"));
        assertEquals(Verdict.ROOM_NOT_OPEN, tokens.opens(TOKEN, REALM, "room=2"));
        assertEquals(Verdict.WRONG_REALM, tokens.opens(TOKEN, "janus.plugin.echotest", "room=1"));
        assertEquals(Verdict.WRONG_REALM, tokens.opensApi(TOKEN));
    }

    @Test
    void refusesForgedAndLateOnes() {
        SignedTokens later = new SignedTokens("key", () -> 2_000_000_001L);
        SignedTokens other = new SignedTokens("kez", () -> 0L);
        String forged = TOKEN.replace("1234", "1235");

        assertEquals(Verdict.EXPIRED, later.opens(TOKEN, REALM, "room=1"));
        assertEquals(Verdict.BAD_SIGNATURE, other.opens(TOKEN, REALM, "room=1"));
        assertEquals(Verdict.BAD_SIGNATURE, tokens.opens(forged, REALM, "room=1"));
        for (String bad :
                new String[] {"", ":", "a:b", "x,y,z:", TOKEN + "=", ",,:", TOKEN + ":"}) {
            assertNotEquals(Verdict.GOOD, tokens.opens(bad, REALM, "room=1"), bad);
        }
    }
}
