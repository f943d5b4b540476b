package io.cardea.rtc.ice;

import java.util.random.RandomGenerator;

/**
 * A user fragment and a password (RFC 8445, 5.3). A value; {@code toString} does not show the
 * password.
 */
public record IceCredentials(String ufrag, String password) {
    /** Bytes an agent may use at most for either (RFC 8839, 5.4). */
    public static final int MAX_LENGTH = 256;

    // 48 bits, more than the 24 that RFC 8445 asks for: on a port shared by many peers the ufrag is
    // what tells them apart, and of some thousands two would be equal.
    private static final int UFRAG_LENGTH = 8;
    private static final int PASSWORD_LENGTH = 22;
    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public IceCredentials {
        if (ufrag.isEmpty() || ufrag.length() > MAX_LENGTH || password.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("ICE credentials of impossible length");
        }
    }

    /** Fresh credentials; {@code random} must be unpredictable outside of tests. */
    public static IceCredentials random(RandomGenerator random) {
        return new IceCredentials(text(random, UFRAG_LENGTH), text(random, PASSWORD_LENGTH));
    }

    private static String text(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "ufrag " + ufrag;
    }
}
