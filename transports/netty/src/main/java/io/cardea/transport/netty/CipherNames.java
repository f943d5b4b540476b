package io.cardea.transport.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the cipher suites in a {@code ciphers} setting.
 *
 * <p>OpenSSL's names are for TLS 1.2 and say nothing of TLS 1.3, whose suites stay as they are.
 */
final class CipherNames {
    private static final List<String> TLS_13 =
            List.of(
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_CHACHA20_POLY1305_SHA256");
    private static final Pattern AES =
            Pattern.compile("(ECDHE|DHE)-(RSA|ECDSA)-AES(128|256)-(GCM-)?(SHA(?:256|384)?)");
    private static final Pattern CHACHA =
            Pattern.compile("(ECDHE|DHE)-(RSA|ECDSA)-CHACHA20-POLY1305");

    private CipherNames() {}

    /** The suites named, by their IANA names; none if the setting names none. */
    static List<String> suites(String setting) {
        List<String> suites = new ArrayList<>();
        for (String word : setting.split("[:, ]", -1)) {
            suite(word).ifPresent(suites::add);
        }
        if (!suites.isEmpty() && TLS_13.stream().noneMatch(suites::contains)) {
            suites.addAll(0, TLS_13);
        }
        return List.copyOf(suites);
    }

    private static Optional<String> suite(String word) {
        if (word.startsWith("TLS_")) return Optional.of(word);
        Matcher chacha = CHACHA.matcher(word);
        if (chacha.matches()) {
            return Optional.of(prefix(chacha) + "CHACHA20_POLY1305_SHA256");
        }
        Matcher aes = AES.matcher(word);
        if (!aes.matches()) return Optional.empty();
        String mode = aes.group(4) == null ? "_CBC_" : "_GCM_";
        return Optional.of(prefix(aes) + "AES_" + aes.group(3) + mode + aes.group(5));
    }

    private static String prefix(Matcher name) {
        return "TLS_" + name.group(1) + "_" + name.group(2) + "_WITH_";
    }
}
