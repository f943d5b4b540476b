package io.cardea.rtc.dtls;

import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/** The certificate a peer has shown, and what we make of it. */
final class PeerCertificate {
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    private final Certificate chain;

    PeerCertificate(Certificate chain) {
        this.chain = chain;
    }

    void verify(Fingerprint expected, DtlsSettings settings) throws IOException {
        verifyFingerprint(expected);
        X509Certificate[] certificates = parse();
        verifyTime(certificates[0], settings.clock().instant());
        if (!settings.acceptSelfSigned()) verifyChain(certificates);
    }

    private void verifyFingerprint(Fingerprint expected) throws IOException {
        String found = fingerprint(expected.hash(), chain.getCertificateAt(0).getEncoded());
        if (!found.equalsIgnoreCase(expected.value().strip())) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "fingerprint mismatch");
        }
    }

    /** RFC 8122, 5: the hash has the name it has in SDP. */
    static String fingerprint(String hash, byte[] encoded) throws IOException {
        String name = hash.strip().toUpperCase(Locale.ROOT);
        try {
            return HEX.formatHex(MessageDigest.getInstance(name).digest(encoded));
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "unknown hash " + hash, e);
        }
    }

    private X509Certificate[] parse() throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            var certificates = new X509Certificate[chain.getLength()];
            for (int i = 0; i < certificates.length; i++) {
                byte[] encoded = chain.getCertificateAt(i).getEncoded();
                certificates[i] =
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(encoded));
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "unreadable", e);
        }
    }

    private static void verifyTime(X509Certificate certificate, Instant now) throws IOException {
        boolean early = now.isBefore(certificate.getNotBefore().toInstant());
        boolean late = now.isAfter(certificate.getNotAfter().toInstant());
        if (early || late) {
            throw new TlsFatalAlert(AlertDescription.certificate_expired, "not valid in time");
        }
    }

    private static void verifyChain(X509Certificate[] certificates) throws IOException {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((@Nullable KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    // A browser has no name we could check, and is a client in both DTLS roles.
                    x509.checkClientTrusted(
                            certificates, certificates[0].getPublicKey().getAlgorithm());
                }
            }
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.unknown_ca, "untrusted", e);
        }
    }
}
