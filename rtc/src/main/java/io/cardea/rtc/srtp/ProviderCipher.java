package io.cardea.rtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A cipher of libcrypto's provider, called without the layer in between.
 *
 * <p>What {@code EVP_EncryptInit_ex} and its like do for each packet before they reach the cipher
 * (they ask it for the length of its IV by name, for example) takes a fifth of the whole with 1200
 * bytes. So we ask the provider once for its functions, as provider(7) and provider-cipher(7) of
 * OpenSSL 3 document them, and call these. Contexts belong to one thread at a time; functions
 * return 1 for success.
 */
final class ProviderCipher {
    /** {@code OSSL_OP_CIPHER} and {@code OSSL_FUNC_CIPHER_…} of OpenSSL's core_dispatch.h. */
    private static final int OP_CIPHER = 2;

    private static final int NEWCTX = 1;
    private static final int ENCRYPT_INIT = 2;
    private static final int DECRYPT_INIT = 3;
    private static final int CIPHER = 6;
    private static final int FREECTX = 7;
    private static final int GET_CTX_PARAMS = 10;
    private static final int SET_CTX_PARAMS = 11;

    /** {@code struct ossl_algorithm_st}: names, properties, functions, description. */
    private static final long ALGORITHM_BYTES = 32;

    private static final long ALGORITHM_FUNCTIONS = 16;

    /** {@code struct ossl_dispatch_st}: number and address. */
    private static final long DISPATCH_BYTES = 16;

    private static final long DISPATCH_ADDRESS = 8;

    private static final MemorySegment FETCH = Libcrypto.function("EVP_CIPHER_fetch");
    private static final MemorySegment PROVIDER = Libcrypto.function("EVP_CIPHER_get0_provider");
    private static final MemorySegment PROVIDER_CONTEXT =
            Libcrypto.function("OSSL_PROVIDER_get0_provider_ctx");
    private static final MemorySegment QUERY = Libcrypto.function("OSSL_PROVIDER_query_operation");
    private static final MemorySegment UNQUERY =
            Libcrypto.function("OSSL_PROVIDER_unquery_operation");

    private final long providerContext;
    private final MemorySegment newContext;
    private final MemorySegment freeContext;
    private final MemorySegment encryptInit;
    private final MemorySegment decryptInit;
    private final MemorySegment cipher;
    private final MemorySegment contextParameters;
    private final MemorySegment setContextParameters;

    /**
     * @param name as OpenSSL calls it
     * @throws UnsatisfiedLinkError if there is none of that name
     */
    ProviderCipher(String name) {
        long provider = provider(name);
        providerContext = Libcrypto.slowCall(PROVIDER_CONTEXT, provider, 0, 0);
        try (Arena arena = Arena.ofConfined()) {
            long noCache = arena.allocate(JAVA_INT).address();
            long algorithms = Libcrypto.slowCall(QUERY, provider, OP_CIPHER, noCache);
            long functions = functions(algorithms, name);
            newContext = function(functions, NEWCTX);
            freeContext = function(functions, FREECTX);
            encryptInit = function(functions, ENCRYPT_INIT);
            decryptInit = function(functions, DECRYPT_INIT);
            cipher = function(functions, CIPHER);
            contextParameters = function(functions, GET_CTX_PARAMS);
            setContextParameters = function(functions, SET_CTX_PARAMS);
            Libcrypto.slowCall(UNQUERY, provider, OP_CIPHER, algorithms);
        }
    }

    /** The provider of the cipher, which stays loaded since the cipher is never given back. */
    private static long provider(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            long fetched = Libcrypto.slowCall(FETCH, 0, text, 0);
            if (fetched == 0) throw new UnsatisfiedLinkError("no cipher " + name);
            return Libcrypto.slowCall(PROVIDER, fetched, 0, 0);
        }
    }

    private static long functions(long algorithms, String name) {
        for (long at = algorithms; at != 0; at += ALGORITHM_BYTES) {
            long names = Libcrypto.MEMORY.get(JAVA_LONG, at);
            if (names == 0) break;
            if (Arrays.asList(Libcrypto.text(names).split(":", -1)).contains(name)) {
                return Libcrypto.MEMORY.get(JAVA_LONG, at + ALGORITHM_FUNCTIONS);
            }
        }
        throw new UnsatisfiedLinkError("the provider has no " + name);
    }

    private static MemorySegment function(long functions, int number) {
        for (long at = functions; ; at += DISPATCH_BYTES) {
            int found = Libcrypto.MEMORY.get(JAVA_INT, at);
            if (found == 0) throw new UnsatisfiedLinkError("the cipher lacks function " + number);
            if (found == number) {
                return MemorySegment.ofAddress(
                        Libcrypto.MEMORY.get(JAVA_LONG, at + DISPATCH_ADDRESS));
            }
        }
    }

    /** A new context, the caller's to {@link #free}. */
    long allocate() {
        long context = Libcrypto.call(newContext, providerContext, 0, 0, 0, 0, 0);
        if (context == 0) throw new OutOfMemoryError("libcrypto has no context");
        return context;
    }

    /** Overwrites and gives back a context; nothing for 0. */
    void free(long context) {
        if (context != 0) Libcrypto.call(freeContext, context, 0, 0, 0, 0, 0);
    }

    /** Sets key and IV to encrypt with, each left as it is if its address is 0. */
    int startEncryption(long context, long key, long keyLength, long iv, long ivLength) {
        return (int) Libcrypto.call(encryptInit, context, key, keyLength, iv, ivLength, 0);
    }

    /** The same to decrypt with. */
    int startDecryption(long context, long key, long keyLength, long iv, long ivLength) {
        return (int) Libcrypto.call(decryptInit, context, key, keyLength, iv, ivLength, 0);
    }

    /**
     * Encrypts or decrypts in place.
     *
     * @param outLength where the function may note how much it wrote, 8 bytes
     */
    int crypt(long context, MemorySegment text, long outLength) {
        long length = text.byteSize();
        return (int) Libcrypto.callOn(cipher, context, text, outLength, length, text, length);
    }

    /** Takes the first bytes as associated data. */
    int authenticate(long context, MemorySegment data, long length, long outLength) {
        MemorySegment none = MemorySegment.NULL;
        return (int) Libcrypto.callOn(cipher, context, none, outLength, length, data, length);
    }

    /** Ends an authenticated message: makes the tag, or says whether that given was right. */
    int finish(long context, long block, long outLength, long blockLength) {
        return (int) Libcrypto.call(cipher, context, block, outLength, blockLength, 0, 0);
    }

    /** Asks for what an array of {@code OSSL_PARAM} names. */
    int parameters(long context, long parameters) {
        return (int) Libcrypto.call(contextParameters, context, parameters, 0, 0, 0, 0);
    }

    /** Sets what an array of {@code OSSL_PARAM} names. */
    int setParameters(long context, long parameters) {
        return (int) Libcrypto.call(setContextParameters, context, parameters, 0, 0, 0, 0);
    }
}
