package io.cardea.server;

import io.cardea.server.config.ConfigFiles;
import io.cardea.server.config.Jcfg;
import io.cardea.spi.Settings;
import java.util.Optional;

/**
 * The settings of modules: their files, or, where there is no configuration at all, what makes a
 * server that can be tried at once.
 *
 * @param files empty without a configuration folder
 */
record ModuleSettings(Optional<ConfigFiles> files) {
    private static final String BUILT_IN =
            """
            janus.transport.http: { general: { http = true } }
            janus.transport.websockets: { general: { ws = true } }
            janus.plugin.videoroom: {
                room-1234: {
                    description = "Demo Room"
                    secret = "adminpwd"
                    publishers = 6
                    bitrate = 1500000    # enough for three layers of simulcast
                    fir_freq = 10
                }
            }
            """;

    Settings of(String packageName) {
        if (files.isPresent()) return files.get().module(packageName);
        return Jcfg.parse("built-in defaults", BUILT_IN).section(packageName);
    }
}
