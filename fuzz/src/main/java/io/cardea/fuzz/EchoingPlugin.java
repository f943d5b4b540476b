package io.cardea.fuzz;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;

/** A plugin that says what it is told: at once, or later with {@code "later": true}. */
final class EchoingPlugin implements Plugin {
    @Override
    public ModuleInfo info() {
        return new ModuleInfo("janus.plugin.fuzz", "F", "nobody", "d", 1, "0.0.1", "f.so");
    }

    @Override
    public void start(PluginContext context) {}

    @Override
    public PluginSession attach(Handle handle) {
        return new PluginSession() {
            @Override
            public Reply handle(Request request) {
                boolean later = request.body().bool("later", false);
                return later
                        ? new Reply.Later("", () -> Event.of(request.body()))
                        : new Reply.Now(request.body());
            }

            @Override
            public Json describe() {
                return Json.object();
            }
        };
    }
}
