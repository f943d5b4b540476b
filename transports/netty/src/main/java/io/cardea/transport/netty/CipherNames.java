package io.cardea.transport.netty;

/** Tells names of cipher suites from the other words of a cipher setting. */
final class CipherNames {
    private CipherNames() {}

    /** Whether this looks like a suite: {@code TLS_...} or OpenSSL's {@code KX-CIPHER-MAC}. */
    static boolean isSuite(String word) {
        boolean iana = word.startsWith("TLS_");
        boolean openssl = word.matches("(ECDHE|DHE)-(RSA|ECDSA|DSS)-[A-Z0-9-]+");
        return iana || openssl;
    }
}
