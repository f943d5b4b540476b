package io.cardea.rtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.random.RandomGenerator;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Bouncy Castle's cryptography with all its randomness from one source (it would mix the time into
 * its nonces, and a seeded run would not replay), and with ciphers that forged records do not stop.
 */
final class HandshakeCrypto extends BcTlsCrypto {
    HandshakeCrypto(RandomGenerator random) {
        super(secure(random));
    }

    /** The generator itself if it is secure, else one that draws from it: for simulations. */
    static SecureRandom secure(RandomGenerator random) {
        return random instanceof SecureRandom secure ? secure : new Drawn(random);
    }

    @Override
    public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
        return size -> {
            byte[] nonce = new byte[size];
            getSecureRandom().nextBytes(nonce);
            return nonce;
        };
    }

    @Override
    public TlsCipher createCipher(
            TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
            throws IOException {
        return new DiscardingCipher(
                super.createCipher(parameters, encryptionAlgorithm, macAlgorithm));
    }

    private static final class Drawn extends SecureRandom {
        Drawn(RandomGenerator random) {
            super(new DrawnSpi(random), null);
        }
    }

    private static final class DrawnSpi extends SecureRandomSpi {
        private final transient RandomGenerator random;

        DrawnSpi(RandomGenerator random) {
            this.random = random;
        }

        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        }
    }
}
