package io.cardea.transport.netty;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * The {@code certificates} section: what TLS listeners show.
 *
 * <p>{@code cert_pem} is a PEM file with the certificate and those that vouch for it; {@code
 * cert_key} one with the private key (PKCS#8, PKCS#1 or SEC1, also encrypted), by default the same
 * file; {@code cert_pwd} its password. {@code ciphers} is a list of OpenSSL or IANA suite names
 * separated by colons; words that are no suite (priority strings of other libraries) are passed
 * over. TLS below 1.2 is never offered.
 */
public final class Certificates {
    private Certificates() {}

    /**
     * Reads the files.
     *
     * @throws SettingsException if one is missing, unreadable, or not what it should be
     */
    public static SslContext serverContext(Settings section) {
        String pem = section.string("cert_pem", "");
        if (pem.isEmpty()) {
            throw new SettingsException(section.where(), "cert_pem", "needed for TLS");
        }
        String key = section.string("cert_key", pem);
        char[] password = section.string("cert_pwd", "").toCharArray();
        try {
            SslContextBuilder builder =
                    SslContextBuilder.forServer(read(Path.of(key), password), chain(pem))
                            .sslProvider(SslProvider.JDK)
                            .protocols("TLSv1.3", "TLSv1.2");
            List<String> ciphers = CipherNames.suites(section.string("ciphers", ""));
            if (!ciphers.isEmpty()) {
                builder.ciphers(ciphers, SupportedCipherSuiteFilter.INSTANCE);
            }
            return builder.build();
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | IllegalArgumentException e) {
            throw new SettingsException(section.where(), "cert_pem/cert_key", e.toString());
        }
    }

    /** The certificates of a PEM file, at least one. */
    public static X509Certificate[] chain(String file)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Object entry : entries(Path.of(file))) {
            if (entry instanceof X509CertificateHolder holder) {
                chain.add(new JcaX509CertificateConverter().getCertificate(holder));
            }
        }
        if (chain.isEmpty()) throw new IOException("no certificate in " + file);
        return chain.toArray(X509Certificate[]::new);
    }

    /** The private key of a PEM file. */
    public static PrivateKey privateKey(String file, String password)
            throws IOException, GeneralSecurityException {
        try {
            return read(Path.of(file), password.toCharArray());
        } catch (OperatorCreationException | PKCSException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static PrivateKey read(Path file, char[] password)
            throws IOException, OperatorCreationException, PKCSException {
        for (Object entry : entries(file)) {
            Optional<PrivateKeyInfo> key = keyInfo(entry, password);
            if (key.isPresent()) return new JcaPEMKeyConverter().getPrivateKey(key.get());
        }
        throw new IOException("no private key in " + file);
    }

    private static Optional<PrivateKeyInfo> keyInfo(Object entry, char[] password)
            throws PEMException, IOException, OperatorCreationException, PKCSException {
        return switch (entry) {
            case PrivateKeyInfo info -> Optional.of(info);
            case PEMKeyPair pair -> Optional.of(pair.getPrivateKeyInfo());
            case PEMEncryptedKeyPair pair ->
                    Optional.of(
                            pair.decryptKeyPair(new BcPEMDecryptorProvider(password))
                                    .getPrivateKeyInfo());
            case PKCS8EncryptedPrivateKeyInfo info ->
                    Optional.of(
                            info.decryptPrivateKeyInfo(
                                    new JcePKCSPBEInputDecryptorProviderBuilder()
                                            .setProvider(new BouncyCastleProvider())
                                            .build(password)));
            default -> Optional.empty();
        };
    }

    private static List<Object> entries(Path file) throws IOException {
        List<Object> entries = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(reader)) {
            for (Object e = parser.readObject(); e != null; e = parser.readObject()) {
                entries.add(e);
            }
        }
        return entries;
    }
}
