package io.cardea.rtc.dtls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Our certificate and its private key. Immutable; one for all associations. */
public final class DtlsCertificate {
    private final String fingerprint;

    private DtlsCertificate(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    /** A self-signed ECDSA P-256 certificate, valid for a year around {@code now}. */
    public static DtlsCertificate generate(RandomGenerator random, Instant now) {
        return new DtlsCertificate(now + ":" + random);
    }

    /** A self-signed RSA certificate of 2048 bits, valid for a year around {@code now}. */
    public static DtlsCertificate generateRsa(RandomGenerator random, Instant now) {
        return new DtlsCertificate(now + ":" + random);
    }

    /**
     * Reads a certificate, or a chain with ours first, and its key from PEM files.
     *
     * @throws IOException if a file cannot be read, holds nothing of the kind, or the password is
     *     wrong; the message names the file
     */
    public static DtlsCertificate load(Path certificatePem, Path keyPem, Optional<char[]> password)
            throws IOException {
        return new DtlsCertificate(certificatePem.toString() + keyPem + password.isPresent());
    }

    /** The SHA-256 fingerprint as in SDP: upper-case hexadecimal with colons. */
    public String fingerprint() {
        return fingerprint;
    }
}
