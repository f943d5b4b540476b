package io.cardea.rtc.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Date;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DtlsCertificateTest {
    private static final Optional<char[]> NO_PASSWORD = Optional.empty();
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final DtlsCertificate RSA =
            DtlsCertificate.generateRsa(new Random(3), DtlsPair.NOW);

    @TempDir private Path folder;

    @Test
    void aGeneratedCertificateIsSelfSignedAndValidForAYear() throws Exception {
        for (DtlsCertificate certificate : new DtlsCertificate[] {DtlsPair.CLIENT, RSA}) {
            X509Certificate parsed = parse(certificate);

            parsed.verify(parsed.getPublicKey());
            parsed.checkValidity(Date.from(DtlsPair.NOW));
            assertEquals("CN=Cardea, O=Cardea", parsed.getSubjectX500Principal().toString());
            assertEquals(parsed.getIssuerX500Principal(), parsed.getSubjectX500Principal());
            assertTrue(parsed.getSerialNumber().signum() > 0);
        }
        assertEquals("SHA256withECDSA", parse(DtlsPair.CLIENT).getSigAlgName());
        assertEquals("SHA256withRSA", parse(RSA).getSigAlgName());
    }

    @Test
    void theFingerprintIsWrittenAsInSdp() {
        assertTrue(DtlsPair.CLIENT.fingerprint().matches("[0-9A-F]{2}(:[0-9A-F]{2}){31}"));
        assertNotEquals(DtlsPair.CLIENT.fingerprint(), DtlsPair.SERVER.fingerprint());
    }

    @Test
    void theSameSeedMakesTheSameCertificate() {
        DtlsCertificate again = DtlsCertificate.generate(new Random(1), DtlsPair.NOW);

        assertEquals(DtlsPair.CLIENT.fingerprint(), again.fingerprint());
    }

    @Test
    void plainKeysOfBothKindsAreLoaded() throws Exception {
        for (DtlsCertificate certificate : new DtlsCertificate[] {DtlsPair.CLIENT, RSA}) {
            Path pem = writeCertificate(certificate);
            Path pkcs8 = write("pkcs8.key", new JcaPKCS8Generator(privateKey(certificate), null));
            Path old = write("old.key", new JcaMiscPEMGenerator(privateKey(certificate)));

            for (Path key : new Path[] {pkcs8, old}) {
                DtlsCertificate loaded = DtlsCertificate.load(pem, key, NO_PASSWORD);
                assertEquals(certificate.fingerprint(), loaded.fingerprint());
                assertEquals(certificate.isRsa(), loaded.isRsa());
            }
        }
    }

    @Test
    void aLoadedCertificateHandshakes() throws Exception {
        Path pem = writeCertificate(DtlsPair.SERVER);
        Path key = write("key", new JcaPKCS8Generator(privateKey(DtlsPair.SERVER), null));
        var setup = new DtlsPair.Setup();
        setup.serverCertificate = DtlsCertificate.load(pem, key, NO_PASSWORD);

        assertTrue(new DtlsPair(setup).run().connected());
    }

    @Test
    void encryptedKeysNeedTheirPassword() throws Exception {
        Path pem = writeCertificate(RSA);
        var provider = new BouncyCastleProvider();
        var pkcs8 =
                new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                        .setProvider(provider)
                        .setPassword(PASSWORD)
                        .build();
        var old = new JcePEMEncryptorBuilder("AES-128-CBC").setProvider(provider).build(PASSWORD);
        Path[] keys = {
            write("pkcs8.key", new JcaPKCS8Generator(privateKey(RSA), pkcs8)),
            write("old.key", new JcaMiscPEMGenerator(privateKey(RSA), old))
        };

        for (Path key : keys) {
            DtlsCertificate loaded = DtlsCertificate.load(pem, key, Optional.of(PASSWORD));
            assertEquals(RSA.fingerprint(), loaded.fingerprint());
            assertRefused(pem, key, NO_PASSWORD, "needs a password");
            assertRefused(pem, key, Optional.of("wrong".toCharArray()), "cannot decrypt");
        }
    }

    @Test
    void filesWithoutWhatIsNeededAreNamed() throws Exception {
        Path pem = writeCertificate(DtlsPair.SERVER);
        Path key = write("key", new JcaPKCS8Generator(privateKey(DtlsPair.SERVER), null));
        Path other = write("other", new JcaPKCS8Generator(privateKey(RSA), null));

        assertRefused(key, key, NO_PASSWORD, "no certificate in " + key);
        assertRefused(pem, pem, NO_PASSWORD, "no private key in " + pem);
        assertRefused(pem, other, NO_PASSWORD, "the key in " + other);
        assertThrows(
                IOException.class,
                () -> DtlsCertificate.load(folder.resolve("none"), key, NO_PASSWORD));
    }

    private static void assertRefused(
            Path pem, Path key, Optional<char[]> password, String message) {
        IOException refusal =
                assertThrows(IOException.class, () -> DtlsCertificate.load(pem, key, password));
        String found = String.valueOf(refusal.getMessage());
        assertTrue(found.contains(message), found);
        assertFalse(found.contains("secret"));
    }

    private static X509Certificate parse(DtlsCertificate certificate) throws Exception {
        var encoded = new ByteArrayInputStream(certificate.chain().getFirst());
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(encoded);
    }

    private static PrivateKey privateKey(DtlsCertificate certificate) throws Exception {
        byte[] encoded =
                PrivateKeyInfoFactory.createPrivateKeyInfo(certificate.privateKey()).getEncoded();
        return KeyFactory.getInstance(certificate.isRsa() ? "RSA" : "EC")
                .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private Path writeCertificate(DtlsCertificate certificate) throws IOException {
        return write("certificate", new X509CertificateHolder(certificate.chain().getFirst()));
    }

    private Path write(String name, Object content) throws IOException {
        Path file = folder.resolve(name);
        try (Writer writer = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(writer)) {
            pem.writeObject(content);
        }
        return file;
    }
}
