package io.cardea.server;

import io.cardea.spi.Handle;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;

/** A plugin found as a service. */
public class ServicePlugin implements Plugin {
    @Override
    public ModuleInfo info() {
        return new ModuleInfo("janus.plugin.service", "S", "n", "d", 1, "1", "libjanus_service.so");
    }

    @Override
    public void start(PluginContext context) throws Exception {}

    @Override
    public PluginSession attach(Handle handle) {
        throw new IllegalStateException("nobody attaches");
    }

    /** One that does not start. */
    public static final class Broken extends ServicePlugin {
        @Override
        public ModuleInfo info() {
            return new ModuleInfo(
                    "janus.plugin.broken", "B", "n", "d", 1, "1", "libjanus_broken.so");
        }

        @Override
        public void start(PluginContext context) throws Exception {
            throw new IllegalStateException("planned");
        }
    }
}
