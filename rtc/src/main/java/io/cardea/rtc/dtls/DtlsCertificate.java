package io.cardea.rtc.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;

/** Our certificate and its private key. Immutable; one for all associations. */
public final class DtlsCertificate {
    private static final X500Name NAME = new X500Name("O=Cardea,CN=Cardea");
    private static final Duration BACKDATED = Duration.ofDays(1);
    private static final Duration VALID = Duration.ofDays(365);
    private static final int SERIAL_BITS = 63;
    private static final int RSA_BITS = 2_048;
    private static final int RSA_CERTAINTY = 112;
    private static final BigInteger RSA_EXPONENT = BigInteger.valueOf(65_537);

    private final List<byte[]> chain;
    private final AsymmetricKeyParameter privateKey;
    private final String fingerprint;

    /** The chain has ours first, and the key is its. */
    DtlsCertificate(List<byte[]> chain, AsymmetricKeyParameter privateKey) throws IOException {
        this.chain = List.copyOf(chain);
        this.privateKey = privateKey;
        fingerprint = PeerCertificate.fingerprint("sha-256", chain.getFirst());
    }

    /** A self-signed ECDSA P-256 certificate, valid for a year from {@code now}. */
    public static DtlsCertificate generate(RandomGenerator random, Instant now) {
        SecureRandom secure = HandshakeCrypto.secure(random);
        var generator = new ECKeyPairGenerator();
        var curve = ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1);
        generator.init(new ECKeyGenerationParameters(curve, secure));
        return selfSigned(generator.generateKeyPair(), "SHA256withECDSA", secure, now);
    }

    /** A self-signed RSA certificate of 2048 bits, valid for a year from {@code now}. */
    public static DtlsCertificate generateRsa(RandomGenerator random, Instant now) {
        SecureRandom secure = HandshakeCrypto.secure(random);
        var generator = new RSAKeyPairGenerator();
        generator.init(
                new RSAKeyGenerationParameters(RSA_EXPONENT, secure, RSA_BITS, RSA_CERTAINTY));
        return selfSigned(generator.generateKeyPair(), "SHA256withRSA", secure, now);
    }

    private static DtlsCertificate selfSigned(
            AsymmetricCipherKeyPair keys, String algorithm, SecureRandom random, Instant now) {
        try {
            SubjectPublicKeyInfo key =
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic());
            var builder =
                    new X509v3CertificateBuilder(
                            NAME,
                            new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                            Date.from(now.minus(BACKDATED)),
                            Date.from(now.plus(VALID)),
                            NAME,
                            key);
            X509CertificateHolder holder = builder.build(signer(keys, algorithm, random));
            return new DtlsCertificate(List.of(holder.getEncoded()), keys.getPrivate());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private static ContentSigner signer(
            AsymmetricCipherKeyPair keys, String algorithm, SecureRandom random)
            throws OperatorCreationException {
        AlgorithmIdentifier signature =
                new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
        AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
        BcContentSignerBuilder builder =
                isRsa(keys.getPrivate())
                        ? new BcRSAContentSignerBuilder(signature, digest)
                        : new BcECContentSignerBuilder(signature, digest);
        return builder.setSecureRandom(random).build(keys.getPrivate());
    }

    /**
     * Reads a certificate, or a chain with ours first, and its key from PEM files, which may be the
     * same file.
     *
     * @throws IOException if a file cannot be read, holds nothing of the kind, the password is
     *     wrong or missing, or the key is another one's; the message names the file
     */
    public static DtlsCertificate load(Path certificatePem, Path keyPem, Optional<char[]> password)
            throws IOException {
        return PemFiles.load(certificatePem, keyPem, password);
    }

    /** The SHA-256 fingerprint as in SDP: upper-case hexadecimal with colons. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The encoded certificates, ours first. */
    List<byte[]> chain() {
        return chain;
    }

    AsymmetricKeyParameter privateKey() {
        return privateKey;
    }

    boolean isRsa() {
        return isRsa(privateKey);
    }

    private static boolean isRsa(AsymmetricKeyParameter key) {
        return key instanceof RSAKeyParameters;
    }
}
