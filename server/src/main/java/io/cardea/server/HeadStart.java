package io.cardea.server;

import java.lang.System.Logger.Level;

/**
 * Begins what takes longest of a start while the settings are still being read: the JDK spins code
 * for each system call that media ports make, a third of a second in all, and no cache keeps it.
 *
 * <p>It changes nothing but speed. Whoever needs the calls first waits for the rest.
 */
final class HeadStart implements Runnable {
    /** Initialising it is all the work. Not public: nobody but its package has use for it. */
    static final String CALLS = "io.cardea.media.port.Libc";

    private static final System.Logger LOG = System.getLogger(HeadStart.class.getName());

    @Override
    public void run() {
        if (!System.getProperty("os.name").equals("Linux")) return;
        try {
            Class.forName(CALLS);
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(Level.DEBUG, "no head start", e);
        }
    }
}
