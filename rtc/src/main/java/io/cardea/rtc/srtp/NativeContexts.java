package io.cardea.rtc.srtp;

import java.lang.ref.Cleaner;

/**
 * What a transform holds of libcrypto: a block of memory and the contexts of a cipher. Given back
 * when the transform is closed, or at the latest some time after it was forgotten. Everything is
 * overwritten then, since it says the key.
 */
final class NativeContexts {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Held held;
    private final Cleaner.Cleanable cleanable;

    /**
     * @param owner when it is unreachable, everything is given back
     */
    NativeContexts(Object owner, ProviderCipher cipher, long bytes) {
        held = new Held(cipher, bytes);
        cleanable = CLEANER.register(owner, held);
    }

    /** The block of memory. */
    long block() {
        if (held.block == 0) throw new IllegalStateException("closed");
        return held.block;
    }

    /** 0 before {@link #addEncryption}. */
    long encryption() {
        return held.encryption;
    }

    /** 0 before {@link #addDecryption}. */
    long decryption() {
        return held.decryption;
    }

    long addEncryption() {
        assert held.block != 0 && held.encryption == 0 : "closed, or there is one";
        return held.encryption = held.cipher.allocate();
    }

    long addDecryption() {
        assert held.block != 0 && held.decryption == 0 : "closed, or there is one";
        return held.decryption = held.cipher.allocate();
    }

    /** Gives everything back, once. */
    void free() {
        cleanable.clean();
    }

    private static final class Held implements Runnable {
        private final ProviderCipher cipher;
        private final long bytes;
        private long block;
        private long encryption;
        private long decryption;

        Held(ProviderCipher cipher, long bytes) {
            this.cipher = cipher;
            this.bytes = bytes;
            block = Libcrypto.allocate(bytes);
        }

        @Override
        public void run() {
            cipher.free(encryption);
            cipher.free(decryption);
            Libcrypto.free(block, bytes);
            encryption = 0;
            decryption = 0;
            block = 0;
        }
    }
}
