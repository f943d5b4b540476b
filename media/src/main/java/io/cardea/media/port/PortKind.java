package io.cardea.media.port;

/** Which implementation of the ports to use. */
public enum PortKind {
    /** The Linux one where it works, else the portable one. */
    AUTO,
    /** Batched system calls through the foreign-function API. */
    LINUX,
    /** The JDK's channels. */
    NIO
}
