package io.cardea.rtc.dtls;

import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;

/**
 * What we bring to a handshake and ask of it, the same in both roles.
 *
 * @param expected the fingerprint the peer's certificate must have
 */
record HandshakeTerms(
        DtlsSettings settings,
        DtlsCertificate certificate,
        boolean client,
        Fingerprint expected,
        HandshakeCrypto crypto) {
    /** X25519 first: it is the cheapest, and all browsers have it. */
    static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1};

    private static final int[] ECDSA_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    };

    private static final int[] RSA_SUITES = {
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    };

    /** The kind of a server's suites is that of its certificate; a client takes both. */
    int[] cipherSuites() {
        if (!client) return certificate.isRsa() ? RSA_SUITES.clone() : ECDSA_SUITES.clone();
        int[] both = Arrays.copyOf(ECDSA_SUITES, ECDSA_SUITES.length + RSA_SUITES.length);
        System.arraycopy(RSA_SUITES, 0, both, ECDSA_SUITES.length, RSA_SUITES.length);
        return both;
    }

    /** Our certificate with its key, signing with what the peer accepts. */
    TlsCredentialedSigner credentials(TlsContext context, Vector<?> signatureAlgorithms)
            throws IOException {
        short kind = certificate.isRsa() ? SignatureAlgorithm.rsa : SignatureAlgorithm.ecdsa;
        SignatureAndHashAlgorithm algorithm =
                TlsUtils.chooseSignatureAndHashAlgorithm(context, signatureAlgorithms, kind);
        TlsCertificate[] chain = new TlsCertificate[certificate.chain().size()];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = crypto.createCertificate(certificate.chain().get(i));
        }
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                certificate.privateKey(),
                new Certificate(chain),
                algorithm);
    }

    /** Ends the handshake unless the peer's certificate is the one its SDP announced. */
    void verify(Certificate peer) throws IOException {
        if (peer.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "no certificate");
        }
        new PeerCertificate(peer).verify(expected, settings);
    }

    /** The first profile of ours that the peer offers. */
    Optional<SrtpProfile> choose(int[] offered) {
        for (SrtpProfile profile : settings.profiles()) {
            for (int id : offered) {
                if (id == profile.id()) return Optional.of(profile);
            }
        }
        return Optional.empty();
    }

    int[] profileIds() {
        return settings.profiles().stream().mapToInt(SrtpProfile::id).toArray();
    }

    /** RFC 5764, 4.2: client key, server key, client salt, server salt. */
    SrtpKeys export(TlsContext context, SrtpProfile profile) {
        int key = profile.keyLength();
        int salt = profile.saltLength();
        byte[] material =
                context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        byte[] clientKey = Arrays.copyOfRange(material, 0, key);
        byte[] serverKey = Arrays.copyOfRange(material, key, 2 * key);
        byte[] clientSalt = Arrays.copyOfRange(material, 2 * key, 2 * key + salt);
        byte[] serverSalt = Arrays.copyOfRange(material, 2 * key + salt, material.length);
        return client
                ? new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt)
                : new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt);
    }
}
