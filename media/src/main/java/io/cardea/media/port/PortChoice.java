package io.cardea.media.port;

import java.io.IOException;
import java.lang.System.Logger.Level;

/** The best implementation of the ports on this machine. */
final class PortChoice {
    private static final System.Logger LOG = System.getLogger(PortChoice.class.getName());

    private PortChoice() {}

    static Ports best(PortSettings settings) throws IOException {
        if (!Libc.isSupported()) return nio(settings, "not 64-bit Linux");
        try {
            return new LinuxPorts(settings);
        } catch (IOException | LinkageError | RuntimeException e) {
            // Native access forbidden, a libc without these calls, a sandbox: all have NIO.
            return nio(settings, e.toString());
        }
    }

    private static Ports nio(PortSettings settings, String reason) throws IOException {
        LOG.log(Level.INFO, "media ports on nio reason=" + reason);
        return new NioPorts(settings);
    }
}
