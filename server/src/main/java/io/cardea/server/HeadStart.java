package io.cardea.server;

/**
 * Begins what takes longest of a start before anything else is done: the JDK spins code for each
 * system call that media ports make, a third of a second in all, and no cache keeps it.
 *
 * <p>It changes nothing but speed. Whoever needs the calls first waits for the rest.
 */
final class HeadStart implements Runnable {
    /** Initialising it is all the work. Not public: nobody but its package has use for it. */
    static final String CALLS = "io.cardea.media.port.Libc";

    @Override
    public void run() {
        if (!System.getProperty("os.name").equals("Linux")) return;
        try {
            Class.forName(CALLS);
        } catch (ClassNotFoundException | LinkageError e) {
            // Whoever makes the first call meets the same, and says so.
        }
    }
}
