package io.cardea.tools.load.server;

/**
 * A process at a moment.
 *
 * @param cpuNanos user and system time of all its threads since it began, ended ones included
 * @param residentBytes 0 where the system does not tell
 * @param threads the same
 * @param descriptors open files and sockets, the same
 */
record ProcessReading(long cpuNanos, long residentBytes, int threads, int descriptors) {}
