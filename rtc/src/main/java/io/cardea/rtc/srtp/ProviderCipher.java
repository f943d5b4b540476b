package io.cardea.rtc.srtp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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

    private static final MethodHandle FETCH =
            Libcrypto.slowFunction(
                    "EVP_CIPHER_fetch",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PROVIDER =
            Libcrypto.slowFunction(
                    "EVP_CIPHER_get0_provider", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PROVIDER_CONTEXT =
            Libcrypto.slowFunction(
                    "OSSL_PROVIDER_get0_provider_ctx", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle QUERY =
            Libcrypto.slowFunction(
                    "OSSL_PROVIDER_query_operation",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle UNQUERY =
            Libcrypto.slowFunction(
                    "OSSL_PROVIDER_unquery_operation",
                    FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT, JAVA_LONG));

    private static final MethodHandle MAKE =
            Libcrypto.function(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE =
            Libcrypto.function(FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle START =
            Libcrypto.function(
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle CRYPT =
            Libcrypto.function(
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS,
                            JAVA_LONG));
    private static final MethodHandle AUTHENTICATE =
            Libcrypto.function(
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS,
                            JAVA_LONG));
    private static final MethodHandle FINISH =
            Libcrypto.function(
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle PARAMETERS =
            Libcrypto.function(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

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
        try (Arena arena = Arena.ofConfined()) {
            providerContext = (long) PROVIDER_CONTEXT.invokeExact(provider);
            long noCache = arena.allocate(JAVA_INT).address();
            long algorithms = (long) QUERY.invokeExact(provider, OP_CIPHER, noCache);
            long functions = functions(algorithms, name);
            newContext = function(functions, NEWCTX);
            freeContext = function(functions, FREECTX);
            encryptInit = function(functions, ENCRYPT_INIT);
            decryptInit = function(functions, DECRYPT_INIT);
            cipher = function(functions, CIPHER);
            contextParameters = function(functions, GET_CTX_PARAMS);
            setContextParameters = function(functions, SET_CTX_PARAMS);
            UNQUERY.invokeExact(provider, OP_CIPHER, algorithms);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** The provider of the cipher, which stays loaded since the cipher is never given back. */
    private static long provider(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            long fetched = (long) FETCH.invokeExact(0L, text, 0L);
            if (fetched == 0) throw new UnsatisfiedLinkError("no cipher " + name);
            return (long) PROVIDER.invokeExact(fetched);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
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
        try {
            long context = (long) MAKE.invokeExact(newContext, providerContext);
            if (context == 0) throw new OutOfMemoryError("libcrypto has no context");
            return context;
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** Overwrites and gives back a context; nothing for 0. */
    void free(long context) {
        if (context == 0) return;
        try {
            FREE.invokeExact(freeContext, context);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** Sets key and IV to encrypt with, each left as it is if its address is 0. */
    int startEncryption(long context, long key, long keyLength, long iv, long ivLength) {
        try {
            return (int) START.invokeExact(encryptInit, context, key, keyLength, iv, ivLength, 0L);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** The same to decrypt with. */
    int startDecryption(long context, long key, long keyLength, long iv, long ivLength) {
        try {
            return (int) START.invokeExact(decryptInit, context, key, keyLength, iv, ivLength, 0L);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /**
     * Encrypts or decrypts in place.
     *
     * @param outLength where the function may note how much it wrote, 8 bytes
     */
    int crypt(long context, MemorySegment text, long outLength) {
        long length = text.byteSize();
        try {
            return (int) CRYPT.invokeExact(cipher, context, text, outLength, length, text, length);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** Takes the first bytes as associated data. */
    int authenticate(long context, MemorySegment data, long length, long outLength) {
        try {
            return (int)
                    AUTHENTICATE.invokeExact(cipher, context, 0L, outLength, length, data, length);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** Ends an authenticated message: makes the tag, or says whether that given was right. */
    int finish(long context, long block, long outLength, long blockLength) {
        try {
            return (int) FINISH.invokeExact(cipher, context, block, outLength, blockLength, 0L, 0L);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** Asks for what an array of {@code OSSL_PARAM} names. */
    int parameters(long context, long parameters) {
        try {
            return (int) PARAMETERS.invokeExact(contextParameters, context, parameters);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }

    /** Sets what an array of {@code OSSL_PARAM} names. */
    int setParameters(long context, long parameters) {
        try {
            return (int) PARAMETERS.invokeExact(setContextParameters, context, parameters);
        } catch (Throwable e) {
            throw Libcrypto.impossible(e);
        }
    }
}
