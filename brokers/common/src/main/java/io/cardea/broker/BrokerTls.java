package io.cardea.broker;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.transport.netty.Certificates;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a broker is trusted, and what we show it. PEM files, as Janus has them.
 *
 * @param trust whom we trust: the named authorities, those of the JDK, or anybody
 * @param keys our own certificate, if there is one
 * @param verifiesHost whether its certificate has to be for the name that we called it by
 */
public record BrokerTls(
        TrustManagerFactory trust, Optional<KeyManagerFactory> keys, boolean verifiesHost) {

    /**
     * Reads the files.
     *
     * @param caKey the names of the settings
     * @throws SettingsException if one is missing, or not what it should be
     */
    public static BrokerTls read(
            Settings section,
            String caKey,
            String certificateKey,
            String keyKey,
            boolean verifiesPeer,
            boolean verifiesHost) {
        try {
            return new BrokerTls(
                    verifiesPeer
                            ? authorities(section.string(caKey, ""))
                            : InsecureTrustManagerFactory.INSTANCE,
                    own(section.string(certificateKey, ""), section.string(keyKey, "")),
                    verifiesHost);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            String names = String.join("/", caKey, certificateKey, keyKey);
            throw new SettingsException(section.where(), names, e.toString());
        }
    }

    private static TrustManagerFactory authorities(String file)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (file.isEmpty()) {
            factory.init((KeyStore) null);
            return factory;
        }
        KeyStore store = empty();
        int number = 0;
        for (X509Certificate certificate : Certificates.chain(file)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        factory.init(store);
        return factory;
    }

    private static Optional<KeyManagerFactory> own(String certificate, String key)
            throws IOException, GeneralSecurityException {
        if (certificate.isEmpty()) return Optional.empty();
        KeyStore store = empty();
        char[] password = new char[0];
        store.setKeyEntry(
                "own",
                Certificates.privateKey(key.isEmpty() ? certificate : key, ""),
                password,
                Certificates.chain(certificate));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return Optional.of(factory);
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** For libraries that take the JDK's own class. */
    public SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys.map(KeyManagerFactory::getKeyManagers).orElse(null),
                trust.getTrustManagers(),
                null);
        return context;
    }
}
