package io.cardea.plugin.echotest;

import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;
import org.jspecify.annotations.Nullable;

/** Janus's EchoTest. Any thread. */
public final class EchoTestPlugin implements Plugin {
    static final String PACKAGE = "janus.plugin.echotest";

    private @Nullable PluginContext context;
    private boolean reports;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS EchoTest plugin",
                "Cardea authors",
                "Sends back the audio, video and data that a client sends.",
                7,
                "0.0.7",
                "libjanus_echotest.so");
    }

    @Override
    public void start(PluginContext given) {
        context = given;
        reports = given.settings().section("general").bool("events", true);
    }

    @Override
    public PluginSession attach(Handle handle) {
        if (context == null) throw new IllegalStateException("not started");
        return new EchoTestSession(handle, context, reports);
    }

    @Override
    public boolean hasAdmin() {
        return true;
    }

    @Override
    public Json admin(Json request) {
        return request;
    }
}
