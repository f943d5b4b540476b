package io.cardea.tools.load.measure;

/**
 * What the server's process used in one interval, read from the system on the same machine.
 *
 * @param seconds end of the interval, since the run began
 * @param length of the interval, in seconds
 * @param cpuNanos user and system time of all of its threads, in the interval
 * @param residentBytes as of its end
 * @param threads as of its end
 * @param descriptors open files and sockets as of its end
 */
public record ServerTick(
        double seconds,
        double length,
        long cpuNanos,
        long residentBytes,
        int threads,
        int descriptors) {}
