package io.cardea.rtc.srtp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * OpenSSL's libcrypto, if this machine has it: its functions and its memory.
 *
 * <p>Pointers travel as longs, so that no call makes an object. Calls are {@code critical}: they
 * take microseconds at most, and may be given arrays of the heap, which are not copied. Where the
 * library is missing or native access is forbidden, the first use of this class ends in a {@link
 * LinkageError}.
 */
final class Libcrypto {
    /** All there is; what is read or written must lie in a block that is still ours. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final String NAME = "libcrypto.so.3";

    /** The JVM's threads may still encrypt when the process exits, so nothing is torn down then. */
    private static final long OPENSSL_INIT_NO_ATEXIT = 0x0008_0000;

    /** {@code OPENSSL_VERSION}: the text like "OpenSSL 3.0.19 27 Jan 2026". */
    private static final int OPENSSL_VERSION = 0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup(NAME, Arena.global());
    private static final MethodHandle ZALLOC =
            function(
                    "CRYPTO_zalloc",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLEAR_FREE =
            function(
                    "CRYPTO_clear_free",
                    FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle VERSION =
            function("OpenSSL_version", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

    static {
        if (ADDRESS.byteSize() != Long.BYTES) throw new UnsatisfiedLinkError("not a 64-bit system");
        initialize();
    }

    private Libcrypto() {}

    private static void initialize() {
        MethodHandle initialize =
                slowFunction(
                        "OPENSSL_init_crypto",
                        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
        try {
            int done = (int) initialize.invokeExact(OPENSSL_INIT_NO_ATEXIT, 0L);
            if (done != 1) throw new UnsatisfiedLinkError(NAME + " does not start");
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** A function of the library, by its name. */
    static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LIBRARY.findOrThrow(name), type, Linker.Option.critical(true));
    }

    /** One that may read files and wait for locks, which a critical call must not. */
    static MethodHandle slowFunction(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LIBRARY.findOrThrow(name), type);
    }

    /** A function whose address is its first argument. */
    static MethodHandle function(FunctionDescriptor type) {
        return LINKER.downcallHandle(type, Linker.Option.critical(true));
    }

    /** What the library says it is. */
    static String version() {
        try {
            return text((long) VERSION.invokeExact(OPENSSL_VERSION));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** The string that ends with a zero there. */
    static String text(long address) {
        return MEMORY.getString(address);
    }

    /** A new block of zeros, the caller's to {@link #free}. */
    static long allocate(long bytes) {
        try {
            long block = (long) ZALLOC.invokeExact(bytes, 0L, 0);
            if (block == 0) throw new OutOfMemoryError("libcrypto has no memory");
            return block;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Overwrites a block and gives it back; nothing for 0. */
    static void free(long block, long bytes) {
        try {
            CLEAR_FREE.invokeExact(block, bytes, 0L, 0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Copies a whole array to a block. */
    static void put(byte[] from, long block) {
        MemorySegment.copy(from, 0, MEMORY, JAVA_BYTE, block, from.length);
    }

    /** To throw for what a function of the library cannot throw. */
    static Error impossible(Throwable e) {
        return e instanceof Error error ? error : new AssertionError("libcrypto threw", e);
    }
}
