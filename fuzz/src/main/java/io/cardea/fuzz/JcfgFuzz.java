package io.cardea.fuzz;

import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.SettingsException;

/** The configuration format {@code .jcfg}, and the server's settings read from it. */
public final class JcfgFuzz {
    private JcfgFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new Input(data).text();
        // What a file includes is the administrator's choice, and another file's matter.
        if (text.contains("@include") && text.contains("/")) return;
        try {
            ServerSettings.of(Jcfg.parse("fuzz.jcfg", text));
        } catch (SettingsException _) {
            // The documented complaint.
        }
    }
}
