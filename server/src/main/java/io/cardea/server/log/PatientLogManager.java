package io.cardea.server.log;

import java.util.logging.LogManager;

/**
 * Keeps handlers until the very end of the process, so that the shutdown is logged too: the JDK's
 * own takes them away as soon as the shutdown begins.
 */
public final class PatientLogManager extends LogManager {
    /** The system property by which the JDK finds it. */
    private static final String PROPERTY = "java.util.logging.manager";

    /** To be called before anything is logged. */
    public static void install() {
        System.setProperty(PROPERTY, PatientLogManager.class.getName());
    }

    @Override
    public void reset() {
        // Handlers stay: they belong to Log, which closes them.
    }
}
