package io.cardea.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.netty.handler.ssl.SslContext;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificatesTest {
    private static final String PASSWORD = "open sesame";
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "RSA, PKCS8",
        "RSA, ENCRYPTED_PKCS8",
        "RSA, TRADITIONAL",
        "RSA, ENCRYPTED_TRADITIONAL",
        "EC, PKCS8",
        "EC, ENCRYPTED_PKCS8",
        "EC, TRADITIONAL",
        "EC, ENCRYPTED_TRADITIONAL",
    })
    void keysComeInManyForms(String algorithm, Form form) throws Exception {
        KeyPair pair = pair(algorithm);
        Path certificate = write("cert.pem", certificate(pair, algorithm));
        Path key = write("key.pem", form.text(pair.getPrivate()));

        SslContext context = Certificates.serverContext(section(certificate, key, PASSWORD));

        assertTrue(context.isServer());
    }

    @Test
    void theKeyMayBeInTheFileOfTheCertificate() throws Exception {
        KeyPair pair = pair("EC");
        Path both = write("both.pem", certificate(pair, "EC") + Form.PKCS8.text(pair.getPrivate()));
        Settings section =
                Settings.group("test", 1)
                        .put("cert_pem", Settings.scalar("test", 1, both.toString()));

        assertTrue(Certificates.serverContext(section).isServer());
    }

    @Test
    void suitesAreChosenByTheirNamesAndOtherWordsPassedOver() throws Exception {
        KeyPair pair = pair("EC");
        Path certificate = write("cert.pem", certificate(pair, "EC"));
        Path key = write("key.pem", Form.PKCS8.text(pair.getPrivate()));
        Settings section = section(certificate, key, "");
        section.put(
                "ciphers",
                Settings.scalar("test", 1, "PFS:-VERS-TLS1.0:ECDHE-ECDSA-AES128-GCM-SHA256"));

        SslContext context = Certificates.serverContext(section);

        assertEquals(
                List.of(
                        "TLS_AES_256_GCM_SHA384",
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_CHACHA20_POLY1305_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
                context.cipherSuites());
    }

    @Test
    void aMissingFileAWrongPasswordOrNoSettingAtAllIsRefused() throws Exception {
        KeyPair pair = pair("RSA");
        Path certificate = write("cert.pem", certificate(pair, "RSA"));
        Path key = write("key.pem", Form.ENCRYPTED_PKCS8.text(pair.getPrivate()));

        assertThrows(
                SettingsException.class,
                () -> Certificates.serverContext(section(certificate, key, "wrong")));
        assertThrows(
                SettingsException.class,
                () -> Certificates.serverContext(section(certificate, folder.resolve("none"), "")));
        assertThrows(
                SettingsException.class,
                () -> Certificates.serverContext(section(certificate, certificate, "")));
        assertThrows(
                SettingsException.class,
                () -> Certificates.serverContext(Settings.group("test", 1)));
    }

    enum Form {
        PKCS8,
        ENCRYPTED_PKCS8,
        TRADITIONAL,
        ENCRYPTED_TRADITIONAL;

        String text(PrivateKey key) throws Exception {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
            return switch (this) {
                case PKCS8 -> pem(new PKCS8Generator(info, null));
                case ENCRYPTED_PKCS8 -> pem(new JcaPKCS8Generator(key, encryptor()));
                case TRADITIONAL -> pem(new JcaMiscPEMGenerator(key));
                case ENCRYPTED_TRADITIONAL ->
                        pem(
                                new JcaMiscPEMGenerator(
                                        key,
                                        new JcePEMEncryptorBuilder("AES-256-CBC")
                                                .setProvider(BC)
                                                .build(PASSWORD.toCharArray())));
            };
        }

        private static org.bouncycastle.operator.OutputEncryptor encryptor() throws Exception {
            ASN1ObjectIdentifier aes = PKCS8Generator.AES_256_CBC;
            return new JceOpenSSLPKCS8EncryptorBuilder(aes)
                    .setProvider(BC)
                    .setPassword(PASSWORD.toCharArray())
                    .build();
        }
    }

    private static KeyPair pair(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, BC);
        generator.initialize(algorithm.equals("RSA") ? 2_048 : 256, new SecureRandom());
        return generator.generateKeyPair();
    }

    private static String certificate(KeyPair pair, String algorithm) throws Exception {
        Instant now = Instant.now();
        X500Name name = new X500Name("CN=localhost");
        String signature = algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        X509CertificateHolder holder =
                new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(now.minus(1, ChronoUnit.DAYS)),
                                Date.from(now.plus(1, ChronoUnit.DAYS)),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()));
        return pem(holder);
    }

    private static String pem(Object object) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Settings section(Path certificate, Path key, String password) {
        return Settings.group("test", 1)
                .put("cert_pem", Settings.scalar("test", 1, certificate.toString()))
                .put("cert_key", Settings.scalar("test", 1, key.toString()))
                .put("cert_pwd", Settings.scalar("test", 1, password));
    }
}
