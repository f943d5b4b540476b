package io.cardea.fuzz;

import io.cardea.server.config.Cfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.SettingsException;

/** The older configuration format {@code .cfg}, and the server's settings read from it. */
public final class CfgFuzz {
    private CfgFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            ServerSettings.of(Cfg.parse("fuzz.cfg", new Input(data).text()));
        } catch (SettingsException _) {
            // The documented complaint.
        }
    }
}
