package io.cardea.rtc.dtls;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/** A certificate and its key in PEM, in any of the forms OpenSSL writes. */
final class PemFiles {
    private PemFiles() {}

    static DtlsCertificate load(Path certificatePem, Path keyPem, Optional<char[]> password)
            throws IOException {
        List<byte[]> chain = new ArrayList<>();
        for (Object found : objects(certificatePem)) {
            if (found instanceof X509CertificateHolder holder) chain.add(holder.getEncoded());
        }
        if (chain.isEmpty()) throw new IOException("no certificate in " + certificatePem);
        AsymmetricKeyParameter key = privateKey(keyPem, password);
        SubjectPublicKeyInfo certified =
                new X509CertificateHolder(chain.getFirst()).getSubjectPublicKeyInfo();
        if (!isPair(key, PublicKeyFactory.createKey(certified))) {
            throw new IOException("the key in " + keyPem + " is not of " + certificatePem);
        }
        return new DtlsCertificate(chain, key);
    }

    private static List<Object> objects(Path pem) throws IOException {
        List<Object> found = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(pem);
                PEMParser parser = new PEMParser(reader)) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                found.add(next);
            }
        }
        return found;
    }

    private static AsymmetricKeyParameter privateKey(Path pem, Optional<char[]> password)
            throws IOException {
        for (Object found : objects(pem)) {
            Optional<PrivateKeyInfo> key = privateKey(found, pem, password);
            if (key.isPresent()) return PrivateKeyFactory.createKey(key.get());
        }
        throw new IOException("no private key in " + pem);
    }

    private static Optional<PrivateKeyInfo> privateKey(
            Object found, Path pem, Optional<char[]> password) throws IOException {
        return switch (found) {
            case PrivateKeyInfo info -> Optional.of(info);
            case PEMKeyPair pair -> Optional.of(pair.getPrivateKeyInfo());
            case PEMEncryptedKeyPair pair -> Optional.of(decrypt(pair, pem, password));
            case PKCS8EncryptedPrivateKeyInfo info -> Optional.of(decrypt(info, pem, password));
            default -> Optional.empty();
        };
    }

    private static PrivateKeyInfo decrypt(
            PEMEncryptedKeyPair pair, Path pem, Optional<char[]> password) throws IOException {
        char[] secret = password.orElseThrow(() -> needsPassword(pem));
        try {
            return pair.decryptKeyPair(new BcPEMDecryptorProvider(secret)).getPrivateKeyInfo();
        } catch (IOException e) {
            throw new IOException("cannot decrypt the key in " + pem, e);
        }
    }

    private static PrivateKeyInfo decrypt(
            PKCS8EncryptedPrivateKeyInfo info, Path pem, Optional<char[]> password)
            throws IOException {
        char[] secret = password.orElseThrow(() -> needsPassword(pem));
        try {
            return info.decryptPrivateKeyInfo(
                    new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(secret));
        } catch (OperatorCreationException | PKCSException e) {
            throw new IOException("cannot decrypt the key in " + pem, e);
        }
    }

    private static IOException needsPassword(Path pem) {
        return new IOException("the key in " + pem + " needs a password");
    }

    private static boolean isPair(AsymmetricKeyParameter secret, AsymmetricKeyParameter open) {
        if (secret instanceof RSAKeyParameters rsa && open instanceof RSAKeyParameters key) {
            BigInteger modulus = rsa.getModulus();
            return modulus.equals(key.getModulus());
        }
        if (secret instanceof ECPrivateKeyParameters ec
                && open instanceof ECPublicKeyParameters key) {
            return ec.getParameters().getG().multiply(ec.getD()).equals(key.getQ());
        }
        return false;
    }
}
