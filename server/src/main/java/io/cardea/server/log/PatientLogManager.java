package io.cardea.server.log;

import java.util.logging.LogManager;

/**
 * Keeps handlers until the very end of the process, so that the shutdown is logged too: the JDK's
 * own takes them away as soon as the shutdown begins. The JDK finds it by the system property
 * {@code java.util.logging.manager}.
 */
public final class PatientLogManager extends LogManager {
    @Override
    public void reset() {
        // Handlers stay: they belong to Log, which closes them.
    }
}
