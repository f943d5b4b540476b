package io.cardea.rtc.srtp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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

    // One signature for nearly all: each of its own would cost a start tens of milliseconds, and
    // calling conventions widen whole numbers and pointers alike.
    private static final FunctionDescriptor NUMBERS =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor ARRAYS =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
    private static final MethodHandle SLOW_CALL = LINKER.downcallHandle(NUMBERS);
    private static final MethodHandle CALL =
            LINKER.downcallHandle(NUMBERS, Linker.Option.critical(true));
    private static final MethodHandle CALL_ON =
            LINKER.downcallHandle(ARRAYS, Linker.Option.critical(true));

    private static final MemorySegment ZALLOC = function("CRYPTO_zalloc");
    private static final MemorySegment CLEAR_FREE = function("CRYPTO_clear_free");
    private static final MemorySegment VERSION = function("OpenSSL_version");

    static {
        if (ADDRESS.byteSize() != Long.BYTES) throw new UnsatisfiedLinkError("not a 64-bit system");
        initialize();
    }

    private Libcrypto() {}

    private static void initialize() {
        long done = slowCall(function("OPENSSL_init_crypto"), OPENSSL_INIT_NO_ATEXIT, 0, 0);
        if ((int) done != 1) throw new UnsatisfiedLinkError(NAME + " does not start");
    }

    /** A function of the library, by its name. */
    static MemorySegment function(String name) {
        return LIBRARY.findOrThrow(name);
    }

    /** Calls one of at most six whole numbers and pointers; an int comes back in the lower half. */
    static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Calls one whose second and fifth argument may be arrays of the heap. */
    static long callOn(
            MemorySegment function,
            long a,
            MemorySegment b,
            long c,
            long d,
            MemorySegment e,
            long f) {
        try {
            return (long) CALL_ON.invokeExact(function, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Calls one that may read files and wait for locks, which a critical call must not. */
    static long slowCall(MemorySegment function, long a, long b, long c) {
        try {
            return (long) SLOW_CALL.invokeExact(function, a, b, c, 0L, 0L, 0L);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** What the library says it is. */
    static String version() {
        return text(call(VERSION, OPENSSL_VERSION, 0, 0, 0, 0, 0));
    }

    /** The string that ends with a zero there. */
    static String text(long address) {
        return MEMORY.getString(address);
    }

    /** A new block of zeros, the caller's to {@link #free}. */
    static long allocate(long bytes) {
        long block = call(ZALLOC, bytes, 0, 0, 0, 0, 0);
        if (block == 0) throw new OutOfMemoryError("libcrypto has no memory");
        return block;
    }

    /** Overwrites a block and gives it back; nothing for 0. */
    static void free(long block, long bytes) {
        call(CLEAR_FREE, block, bytes, 0, 0, 0, 0);
    }

    /** Copies a whole array to a block. */
    static void put(byte[] from, long block) {
        MemorySegment.copy(from, 0, MEMORY, JAVA_BYTE, block, from.length);
    }

    private static Error impossible(Throwable e) {
        return e instanceof Error error ? error : new AssertionError("libcrypto threw", e);
    }
}
